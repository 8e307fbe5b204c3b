"""Plain conditions and scripts, as `amount > 1000 and not urgent` and `total = net + tax`, are worked out here.

They only compare values, add and subtract, and give short results a name. What is not plain, does not come to true
or false, or grows, is left to the sandbox, which knows all of the language and its limits.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Literal

from processes.expressions.language import PRELOADED

Value = Callable[[Mapping[str, Any]], Any]
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
}  # fmt: skip
ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
}  # fmt: skip
CONSTANTS = (str, int, float, bool, type(None))
MOST_PARTS, MOST_PARTS_OF_SCRIPT = 60, 300
# Numbers to here are exact wherever they are counted; texts to here are short.
LARGEST = 1 << 53
LONGEST = 1000


class _Grown(Exception):
    """A value for the sandbox, with its limits."""


def truth(expression: str, data: Mapping[str, Any]) -> bool | None:
    """Whether a plain condition holds; None where it is not plain, names what is not there, or is no truth value."""
    compiled = _read(expression)
    if compiled is None:
        return None
    try:
        found = compiled(data)
    except Exception:
        return None  # the sandbox says it in words
    return found if isinstance(found, bool) else None


def changes(script: str, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The names that a plain script gives a new value; None where it is not plain, or comes to more than short values.

    `data` holds what the script may see; it is not changed.
    """
    steps = _steps(script)
    if steps is None:
        return None
    facts = dict(data)
    try:
        for name, compiled in steps:
            facts[name] = _short(compiled(facts))
    except Exception:
        return None  # the sandbox says it in words
    return {name: facts[name] for name, _ in steps if name not in data or data[name] != facts[name]}


@lru_cache(maxsize=2048)
def _steps(script: str) -> list[tuple[str, Value]] | None:
    """What a script gives a name, one after the other; None for a script that does anything else."""
    tree = _parsed(script.strip(), "exec", MOST_PARTS_OF_SCRIPT)
    if not isinstance(tree, ast.Module):
        return None
    steps = []
    for statement in tree.body:
        target, value = _assigned(statement)
        compiled = None if value is None else _value(value)
        if not isinstance(target, ast.Name) or target.id.startswith("_") or compiled is None:
            return None
        steps.append((target.id, compiled))
    return None if any(name in PRELOADED for name, _ in steps) else steps


def _assigned(statement: ast.stmt) -> tuple[ast.expr | None, ast.expr | None]:
    """What gets which value by a statement, `a += b` read as `a = a + b`; nothing where it is no assignment."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return statement.targets[0], statement.value
    if isinstance(statement, ast.AugAssign):
        return statement.target, ast.BinOp(statement.target, statement.op, statement.value)
    return None, None


def _short(value: Any) -> Any:
    """Give back a value that is text, number, truth or nothing, and small."""
    kind = type(value)
    if kind is bool or value is None or (kind is str and len(value.encode()) <= LONGEST):
        return value
    if kind in (int, float) and -LARGEST <= value <= LARGEST:
        return value
    raise _Grown


def _parsed(text: str, mode: Literal["eval", "exec"], most: int) -> ast.AST | None:
    try:
        tree = ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return None if sum(1 for _ in ast.walk(tree)) > most else tree


@lru_cache(maxsize=2048)
def _read(expression: str) -> Value | None:
    """How to work out a condition; None for one that is not plain."""
    tree = _parsed(expression.strip(), "eval", MOST_PARTS)
    return _value(tree.body) if isinstance(tree, ast.Expression) else None


def _value(node: ast.expr) -> Value | None:
    if isinstance(node, ast.Constant) and type(node.value) in CONSTANTS:
        return _constant(node.value)
    if isinstance(node, ast.Name) and node.id not in PRELOADED:
        return operator.itemgetter(node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _value(node.operand)
        return None if inner is None else lambda data: not inner(data)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _comparison(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and type(_literal(node.operand)) in (int, float):
        return _constant(-_literal(node.operand))
    if isinstance(node, ast.BinOp):
        return _sum(node)
    if isinstance(node, ast.BoolOp):
        parts = [_value(part) for part in node.values]
        known = [part for part in parts if part is not None]
        return _joined(known, isinstance(node.op, ast.And)) if len(known) == len(parts) else None
    return None


def _literal(node: ast.expr) -> Any:
    return node.value if isinstance(node, ast.Constant) else None


def _constant(value: Any) -> Value:
    return lambda data: value


def _comparison(node: ast.Compare) -> Value | None:
    left, right = _value(node.left), _value(node.comparators[0])
    compare = COMPARISONS.get(type(node.ops[0]))
    if left is None or right is None or compare is None:
        return None
    return lambda data: compare(left(data), right(data))


def _sum(node: ast.BinOp) -> Value | None:
    """Sums, differences and products of numbers, and texts put together."""
    left, right, count = _value(node.left), _value(node.right), ARITHMETIC.get(type(node.op))
    if left is None or right is None or count is None:
        return None

    def _counted(data: Mapping[str, Any]) -> Any:
        a, b = _short(left(data)), _short(right(data))
        numbers = type(a) in (int, float) and type(b) in (int, float)
        if numbers or (count is operator.add and type(a) is str and type(b) is str):
            return _short(count(a, b))
        raise _Grown

    return _counted


def _joined(parts: list[Value], is_and: bool) -> Value:
    def _joined_up(data: Mapping[str, Any]) -> Any:
        found: Any = None
        for part in parts:
            found = part(data)
            if bool(found) is not is_and:
                return found
        return found

    return _joined_up
