"""A FEEL tree in Python's words: for people to read and for looking which names it uses, never to be carried out."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from typing import Any

from processes.expressions.feel.syntax import tree
from processes.expressions.feel.temporal.calendar import TEMPORAL
from processes.expressions.feel.values import plain, text_of

FUNCTION = "feel"


def as_python(node: Any) -> str:
    """The tree as an expression in Python's words; empty where it is too deep for that."""
    try:
        return ast.unparse(ast.fix_missing_locations(ast.Expression(_of(node))))
    except RecursionError:
        return ""


def in_words(node: Any) -> str:
    """The tree as people read it."""
    return as_python(node).replace(f"{FUNCTION!r}.", "")


def variables_in(node: Any) -> frozenset[str]:
    """The variables that a tree reads."""
    found, own = set(), set()
    for _, part in tree.parts(node):
        if isinstance(part, tree.Name):
            found.add(part.name)
        elif isinstance(part, tree.Each):
            own |= {name for name, _ in part.names}
        elif isinstance(part, tree.Define):
            own |= {name for name, _ in part.parameters}
    return frozenset(found - own - {"item", "?", "partial"})


def _of(node: Any) -> ast.expr:
    if isinstance(node, tree.Literal):
        return ast.Constant(_constant(node.value))
    if isinstance(node, tree.Name):
        return ast.Name(identifier(node.name), ast.Load())
    if isinstance(node, tree.Path):
        return ast.Attribute(_of(node.of), identifier(node.name), ast.Load())
    if isinstance(node, tree.Filter):
        return ast.Subscript(_of(node.of), _place(node.by), ast.Load())
    if isinstance(node, tree.Operation):
        return _operation(node)
    if isinstance(node, tree.Negative):
        return ast.UnaryOp(ast.USub(), _of(node.value))
    if isinstance(node, tree.Call):
        return _call(node.name, [*node.args, *(arg for _, arg in node.named)])
    if isinstance(node, tree.Invoke):
        return ast.Call(_of(node.callee), [_of(arg) for arg in (*node.args, *(arg for _, arg in node.named))], [])
    if isinstance(node, tree.Between):
        return ast.Compare(_of(node.low), [ast.LtE(), ast.LtE()], [_of(node.value), _of(node.high)])
    if isinstance(node, tree.In):
        return _in(node)
    if isinstance(node, tree.If):
        return ast.IfExp(_of(node.condition), _of(node.yes), _of(node.no))
    return _collected(node)


def _place(by: Any) -> ast.expr:
    """A place: FEEL counts from 1, Python from 0."""
    if isinstance(by, tree.Literal) and isinstance(by.value, Decimal) and by.value > 0:
        return ast.Constant(int(by.value) - 1)
    return _of(by)


def _collected(node: Any) -> ast.expr:
    if isinstance(node, tree.Items):
        return ast.List([_of(item) for item in node.items], ast.Load())
    if isinstance(node, tree.Entries):
        return ast.Dict([ast.Constant(name) for name, _ in node.entries], [_of(value) for _, value in node.entries])
    if isinstance(node, tree.Each):
        rounds = [
            ast.comprehension(ast.Name(identifier(n), ast.Store()), _of(source), [], 0) for n, source in node.names
        ]
        if node.kind == "for":
            return ast.ListComp(_of(node.body), rounds)
        every = ast.GeneratorExp(_of(node.body), rounds)
        return ast.Call(ast.Name("any" if node.kind == "some" else "all", ast.Load()), [every], [])
    if isinstance(node, tree.Interval):
        return ast.Call(ast.Name("range", ast.Load()), [_of(node.low), _of(node.high)], [])
    if isinstance(node, tree.Define):
        taken = [ast.arg(identifier(name)) for name, _ in node.parameters]
        return ast.Lambda(ast.arguments([], taken, None, [], [], None, []), _of(node.body))
    return ast.Call(ast.Name("isinstance", ast.Load()), [_of(node.value), ast.Constant(node.type.name)], [])


def identifier(name: str) -> str:
    """The name of a variable or field in Python's words."""
    return name if name.isidentifier() else re.sub(r"\W+", "_", name).lstrip("0123456789") or "_"


def _operation(node: tree.Operation) -> ast.expr:
    left, right = _of(node.left), _of(node.right)
    if node.sign in ("and", "or"):
        return ast.BoolOp(ast.And() if node.sign == "and" else ast.Or(), [left, right])
    compare = {"=": ast.Eq, "!=": ast.NotEq, "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}.get(node.sign)
    if compare is not None:
        return ast.Compare(left, [compare()], [right])
    reckon = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "**": ast.Pow}[node.sign]
    return ast.BinOp(left, reckon(), right)


def _call(name: str, args: list[Any]) -> ast.expr:
    given = [_of(arg) for arg in args]
    if name == "not" and len(given) == 1:
        return ast.UnaryOp(ast.Not(), given[0])
    if name in ("contains", "list contains") and len(given) == 2:
        return ast.Compare(given[1], [ast.In()], [given[0]])
    methods = {"starts with": "startswith", "ends with": "endswith", "lower case": "lower", "upper case": "upper"}
    if name in methods and given:
        return ast.Call(ast.Attribute(given[0], methods[name], ast.Load()), given[1:], [])
    plain_names = {"count": "len", "string length": "len", "string": "str", "number": "float"}
    word = plain_names.get(name, name if name in ("sum", "min", "max", "abs", "round", "any", "all") else "")
    if word:
        return ast.Call(ast.Name(word, ast.Load()), given, [])
    method = ast.Attribute(ast.Constant(FUNCTION), "_".join(name.split()), ast.Load())
    return ast.Call(method, given, [])


def _in(node: tree.In) -> ast.expr:
    value, found = _of(node.value), []
    for test in node.tests.tests:
        inner = test.value
        if test.sign or test.asks:
            found.append(_operation(tree.Operation(test.sign or "=", node.value, inner)))
        elif isinstance(inner, tree.Interval):
            low = ast.LtE() if inner.low_in else ast.Lt()
            found.append(
                ast.Compare(_of(inner.low), [low, ast.LtE() if inner.high_in else ast.Lt()], [value, _of(inner.high)])
            )
        else:
            listed = _of(inner) if not isinstance(inner, tree.Literal) else ast.List([_of(inner)], ast.Load())
            found.append(ast.Compare(value, [ast.In()], [listed]))
    made: ast.expr = found[0] if len(found) == 1 else ast.BoolOp(ast.Or(), list(found))
    return ast.UnaryOp(ast.Not(), made) if node.tests.negated else made


def _constant(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return text_of(value) if isinstance(value, TEMPORAL) else value
