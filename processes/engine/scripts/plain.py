"""Plain conditions, such as `amount > 1000 and not urgent`, are worked out here: they only compare values.

What is not plain, or does not come to true or false, is left to the sandbox, which knows all of the language.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Value = Callable[[Mapping[str, Any]], Any]
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
}  # fmt: skip
CONSTANTS = (str, int, float, bool, type(None))
MOST_PARTS = 60


def truth(expression: str, data: Mapping[str, Any]) -> bool | None:
    """Whether a plain condition holds; None where it is not plain, names what is not there, or is no truth value."""
    worked_out = _read(expression)
    if worked_out is None:
        return None
    try:
        found = worked_out(data)
    except Exception:
        return None  # the sandbox says it in words
    return found if isinstance(found, bool) else None


@lru_cache(maxsize=2048)
def _read(expression: str) -> Value | None:
    """How to work out a condition; None for one that is not plain."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if sum(1 for _ in ast.walk(tree)) > MOST_PARTS:
        return None
    return _value(tree)


def _value(node: ast.expr) -> Value | None:
    if isinstance(node, ast.Constant) and type(node.value) in CONSTANTS:
        return _constant(node.value)
    if isinstance(node, ast.Name):
        return operator.itemgetter(node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _value(node.operand)
        return None if inner is None else lambda data: not inner(data)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _comparison(node)
    if isinstance(node, ast.BoolOp):
        parts = [_value(part) for part in node.values]
        known = [part for part in parts if part is not None]
        return _joined(known, isinstance(node.op, ast.And)) if len(known) == len(parts) else None
    return None


def _constant(value: Any) -> Value:
    return lambda data: value


def _comparison(node: ast.Compare) -> Value | None:
    left, right = _value(node.left), _value(node.comparators[0])
    compare = COMPARISONS.get(type(node.ops[0]))
    if left is None or right is None or compare is None:
        return None
    return lambda data: compare(left(data), right(data))


def _joined(parts: list[Value], is_and: bool) -> Value:
    def joined(data: Mapping[str, Any]) -> Any:
        found: Any = None
        for part in parts:
            found = part(data)
            if bool(found) is not is_and:
                return found
        return found

    return joined
