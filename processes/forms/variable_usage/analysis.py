"""Which names expressions and scripts read, and what kind of value each must be."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from processes.expressions.feel import parse
from processes.expressions.language import feel_in, readable
from processes.forms.variable_usage import hints, times
from processes.forms.variable_usage.places import NOTHING
from processes.forms.variable_usage.use import Use
from processes.forms.variable_usage.visitor import Reader


def uses(text: str, whole: str = "truth", given: Mapping[str, Use] = NOTHING) -> dict[str, Use]:
    """Give the names that an expression or script reads before it sets them itself, with how each is read.

    `whole` says what the value of the expression itself must be: truth, list, count, a format of a time, or any value;
    `given` are names that are there already, and what they are.
    """
    tree = _parsed(text)
    if tree is None:
        return {}
    reader = Reader(whole, given)
    reader.read(tree)
    feel = feel_in(text)
    if feel is not None:
        hints.of_feel(feel, reader.found)
        times.note(parse(feel), reader.found)
    return reader.found


def made_by(text: str) -> dict[str, Use]:
    """Give the names that a script sets, and what they are as far as that can be told."""
    tree = _parsed(text)
    if tree is None:
        return {}
    reader = Reader()
    reader.read(tree)
    return {name: reader.own.get(name, Use()) for name in sets(text)}


def sets(text: str) -> set[str]:
    """Give the names that a script sets."""
    tree = _parsed(text)
    if tree is None:
        return set()
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names | {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}


def is_path(text: str) -> bool:
    """Whether an expression only names a value, or a field of one: `order`, `order.total`."""
    tree = _parsed(text)
    node: ast.AST | None = tree.body[0].value if tree and tree.body and isinstance(tree.body[0], ast.Expr) else None
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name)


def place_in(text: str, found: dict[str, Use]) -> Use | None:
    """The use, among those of a path, of what the path names."""
    tree = _parsed(text)
    if tree is None or not tree.body or not isinstance(tree.body[0], ast.Expr):
        return None
    reader = Reader()
    reader.found = found
    return reader.place(tree.body[0].value)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(readable(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
