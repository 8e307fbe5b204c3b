"""JUEL's own arithmetic: a text that stands for a number counts as one, and nothing counts as zero.

As `TypeConverterImpl`, `NumberOperations` and `BooleanOperations` of JUEL, on which Camunda 7 and Flowable stand (EL
2.2, 1.7 and 1.8). What is worked out here is a translation of `juel.translated`: it calls nothing but what that
knows, goes round nothing, and takes no longer than it is long. Where JUEL ends in an error for a text that is no
number, so do sums and orders here; that such a text is not equal to a number is no error.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from processes.errors import ScriptRejected
from processes.messages import _

LARGEST = 1 << 63
METHODS = frozenset(("startswith", "endswith", "lower", "upper", "strip"))
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "len": lambda value: len(value) if isinstance(value, str | list | dict) else _fail(_("a text or a list"), value),
    "int": lambda value: int(number(value)),
    "float": lambda value: float(number(value)),
    "str": lambda value: text(value),
}
ORDERS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


def needs_own(tree: ast.AST) -> bool:
    """Whether JUEL may come to something else here than Python would: it reckons, orders, or compares with a number."""
    return any(
        isinstance(node, ast.BinOp | ast.USub) or (isinstance(node, ast.Compare) and not _is_plain(node))
        for node in ast.walk(tree)
    )


def _is_plain(node: ast.Compare) -> bool:
    if not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return not isinstance(node.ops[0], tuple(ORDERS))
    sides = (node.left, node.comparators[0])
    return any(isinstance(side, ast.Constant) and (side.value is None or isinstance(side.value, str)) for side in sides)


def evaluate(expression: str, facts: Mapping[str, Any]) -> Any:
    """The value of a translated expression; ScriptRejected, in words, where it has none."""
    try:
        return _value(_read(expression), facts)
    except ScriptRejected:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise ScriptRejected(
            _("Expected an expression that can be worked out, but: {error}.", error=str(error))
        ) from None


@lru_cache(maxsize=2048)
def _read(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def number(value: Any) -> int | float:
    """A value as a number: nothing and the empty text are 0; ScriptRejected for what stands for none."""
    found = _number(value)
    return _fail(_("a number"), value) if found is None else found


def _number(value: Any) -> int | float | None:
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str) or len(value) > 400:
        return None
    try:
        found = float(value) if set(value) & set(".eE") else int(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def text(value: Any) -> str:
    """A value as a text."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def truth(value: Any) -> bool:
    """A value as a truth: a text is true if it says so, nothing is false."""
    return value.strip().lower() == "true" if isinstance(value, str) else bool(value)


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal, a text taken for the truth or number that it is compared with."""
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, int | float) or isinstance(right, int | float):
        a, b = _number(left), _number(right)
        return a is not None and b is not None and a == b
    return bool(left == right)


def _ordered(sign: ast.cmpop, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right and isinstance(sign, ast.LtE | ast.GtE)
    if isinstance(left, str) and isinstance(right, str):
        return ORDERS[type(sign)](left, right)
    return ORDERS[type(sign)](number(left), number(right))


def _fail(wanted: str, value: Any) -> Any:
    shown = text(value)[:60]
    raise ScriptRejected(_("Expected {wanted}, but “{shown}” is none.", wanted=wanted, shown=shown))


def _reckoned(node: ast.BinOp, facts: Mapping[str, Any]) -> int | float:
    a, b = number(_value(node.left, facts)), number(_value(node.right, facts))
    found: int | float
    if isinstance(node.op, ast.Add):
        found = a + b
    elif isinstance(node.op, ast.Sub):
        found = a - b
    elif isinstance(node.op, ast.Mult):
        found = a * b
    elif isinstance(node.op, ast.Div):
        found = a / b
    else:
        rest = math.fmod(a, b)
        found = int(rest) if isinstance(a, int) and isinstance(b, int) else rest
    return found if abs(found) < LARGEST or isinstance(found, float) else float(found)


def _value(node: ast.expr, facts: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        if node.id not in facts:
            fault = f"name '{node.id}' is not defined."
            raise ScriptRejected(_("Expected the script or condition to run, but: {message}", message=fault))
        return facts[node.id]
    if isinstance(node, ast.BinOp):
        return _reckoned(node, facts)
    if isinstance(node, ast.Compare):
        return _compared(node, facts)
    if isinstance(node, ast.BoolOp):
        stops = isinstance(node.op, ast.Or)
        return next((stops for part in node.values if truth(_value(part, facts)) is stops), not stops)
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, facts)
        return not truth(inner) if isinstance(node.op, ast.Not) else -number(inner)
    if isinstance(node, ast.IfExp):
        return _value(node.body if truth(_value(node.test, facts)) else node.orelse, facts)
    return _part(node, facts)


def _compared(node: ast.Compare, facts: Mapping[str, Any]) -> bool:
    sign, left, right = node.ops[0], _value(node.left, facts), _value(node.comparators[0], facts)
    if isinstance(sign, ast.Eq | ast.NotEq):
        return same(left, right) is isinstance(sign, ast.Eq)
    if isinstance(sign, ast.In | ast.NotIn):
        return (left in right) is isinstance(sign, ast.In)
    return _ordered(sign, left, right)


def _part(node: ast.expr, facts: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Subscript):
        of, key = _value(node.value, facts), _value(node.slice, facts)
        return of.get(key) if isinstance(of, dict) else of[int(number(key))]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        return FUNCTIONS[node.func.id](_value(node.args[0], facts))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        return getattr(text(_value(node.func.value, facts)), node.func.attr)(
            *(text(_value(a, facts)) for a in node.args)
        )
    if isinstance(node, ast.Tuple | ast.List):
        return [_value(one, facts) for one in node.elts]
    if isinstance(node, ast.Dict) and not node.keys:
        return {}
    raise ScriptRejected(_("Expected JUEL that can be worked out, but a part of it is not known."))
