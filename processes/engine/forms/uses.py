"""Which names expressions and scripts read, and what kind of value each must be."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from processes.engine.scripts.language import readable

KNOWN = frozenset(dir(builtins)) | {"datetime", "json", "math", "re", "random", "decimal", "timedelta", "date"}


@dataclass
class Use:
    """How a name is read: compared with these words or numbers, counted with, or asked whether it is true."""

    words: set[str] = field(default_factory=set)
    numbers: list[float | int] = field(default_factory=list)
    counted: bool = False
    truth: bool = False
    otherwise: bool = False
    elsewhere: bool = False

    def add(self, other: Use) -> None:
        """Take in how the name is read in another place."""
        self.words |= other.words
        self.numbers += other.numbers
        self.counted |= other.counted
        self.truth |= other.truth
        self.otherwise |= other.otherwise
        self.elsewhere |= other.elsewhere

    def schema(self, name: str, other_way: bool) -> dict[str, Any]:
        """Give the form field that asks for the name."""
        title = name.replace("_", " ").strip().capitalize() or name
        if self.words and not (self.numbers or self.counted or self.otherwise):
            more = ["other"] if other_way and "other" not in self.words else []
            return {"type": "string", "title": title, "enum": [*sorted(self.words), *more]}
        if self.counted or (self.numbers and not self.words):
            whole = all(isinstance(n, int) for n in self.numbers)
            return {"type": "integer" if whole else "number", "title": title}
        if self.truth and not (self.words or self.otherwise):
            return {"type": "boolean", "title": title}
        return {"type": "string", "title": title}


def uses(text: str) -> dict[str, Use]:
    """Give the names that an expression or script reads before it sets them itself, with how each is read."""
    try:
        tree = ast.parse(readable(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, Use] = {}
    own = sets(text)
    for node, parent in _with_parents(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in KNOWN | own:
            found.setdefault(node.id, Use()).add(_use(node, parent))
    return found


def sets(text: str) -> set[str]:
    """Give the names that a script sets."""
    try:
        tree = ast.parse(readable(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names | {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}


def _with_parents(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    for parent in ast.walk(tree):
        for node in ast.iter_child_nodes(parent):
            yield node, parent


def _use(node: ast.Name, parent: ast.AST) -> Use:
    if isinstance(parent, ast.Compare):
        return _compared(node, parent)
    if isinstance(parent, ast.BinOp):
        other = parent.right if parent.left is node else parent.left
        numbers = [c for c in _constants(other) if _is_number(c)]
        if numbers and not isinstance(parent.op, ast.Div):
            return Use(numbers=numbers, counted=True)
        return Use(numbers=[0.5], counted=True) if numbers else Use(otherwise=True)
    if isinstance(parent, (ast.BoolOp, ast.Expr, ast.IfExp, ast.If)) or (
        isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)
    ):
        return Use(truth=True)
    return Use(otherwise=True)


def _compared(node: ast.Name, parent: ast.Compare) -> Use:
    constants = [c for side in (parent.left, *parent.comparators) if side is not node for c in _constants(side)]
    numbers = [c for c in constants if _is_number(c)]
    words = {c for c in constants if isinstance(c, str)}
    if any(isinstance(c, bool) for c in constants):
        return Use(truth=True)
    if not constants:
        return Use(otherwise=True)
    turned = any(isinstance(op, (ast.NotEq, ast.NotIn)) for op in parent.ops)
    return Use(words=words, numbers=numbers, elsewhere=turned)


def _constants(node: ast.AST) -> list[Any]:
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [-c for c in _constants(node.operand) if _is_number(c)]
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [c for element in node.elts for c in _constants(element)]
    return []


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
