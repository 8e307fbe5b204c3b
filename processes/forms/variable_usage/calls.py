"""What functions, methods, `in` and loops say of the values that they are given."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, Protocol

from processes.forms.variable_usage import hints
from processes.forms.variable_usage.functions import BY_CLASS, BY_FUNCTION, BY_METHOD
from processes.forms.variable_usage.use import Use


class Reading(Protocol):
    """Who goes through an expression, as what is called in it sees them."""

    def place(self, node: ast.AST) -> Use | None:
        """How a value is read that is a name, a field of one, or an item; None for anything else."""

    def visit(self, node: ast.AST) -> Any:
        """Go through a part."""

    def each_by(self, rule: ast.Lambda, source: ast.expr) -> None:
        """What a rule asks of each item of a list."""

    def rounds(self, generators: Iterable[ast.comprehension], made: Iterable[ast.expr], kind: str = "") -> None:
        """Each item of a list; what is made of it must be of this kind."""


def looked_in(reader: Reading, node: ast.Compare) -> None:
    """Something is looked for in a value: a list of such things."""
    use, found = reader.place(node.comparators[-1]), hints.constants(node.left)
    if use is None:
        return
    use.words, use.numbers, use.otherwise, use.elsewhere = set(), [], False, False
    if found and isinstance(found[0], str) and _sized(node.comparators[-1]) == "text":
        use.plain = True
        return
    use.items().add(Use(numbers=[c for c in found if hints.is_number(c)], plain=any(isinstance(c, str) for c in found)))


def read_call(reader: Reading, node: ast.Call) -> None:
    """What a function or method says of what it is called with."""
    args = [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node.func, ast.Attribute):
        _method(reader, node, args)
    elif isinstance(node.func, ast.Name):
        kind = BY_FUNCTION.get(node.func.id, "")
        if node.func.id == "len" and args:
            kind = _sized(args[0])
        keyed = next((k.value for k in node.keywords if k.arg == "key" and isinstance(k.value, ast.Lambda)), None)
        if keyed is not None and args:
            reader.each_by(keyed, args[0])
            kind, args = "list", args[:1]
        if kind == "numbers" and len(args) > 1:
            kind = "number"
        if node.func.id in ("any", "all") and args and isinstance(args[0], ast.GeneratorExp | ast.ListComp):
            reader.rounds(args[0].generators, [args[0].elt], "truth")
        else:
            _with(reader, args, kind)


def _method(reader: Reading, node: ast.Call, args: list[ast.expr]) -> None:
    assert isinstance(node.func, ast.Attribute)
    of, name = node.func.value, node.func.attr
    use = reader.place(of)
    if use is None:
        reader.visit(of)
    elif name == "get" and args and isinstance(args[0], ast.Constant) and isinstance(args[0].value, str):
        inner = use.of(args[0].value)
        inner.add(hints.assigned_use(args[1]) if len(args) > 1 else Use())
        inner.blank = True
    elif name in BY_METHOD:
        hints.note(use, BY_METHOD[name])
    else:
        use.otherwise = True
    time = BY_CLASS.get(_last_name(of), "") if name in ("fromisoformat", "strptime") else ""
    _with(reader, args, time)


def _with(reader: Reading, args: list[ast.expr], kind: str) -> None:
    for arg in args:
        use = reader.place(arg)
        if use is None:
            reader.visit(arg)
        else:
            hints.note(use, kind or "otherwise")


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _sized(arg: ast.expr) -> str:
    """What is asked for its length: a list where its name says several, else a text."""
    if isinstance(arg, ast.Subscript) and not isinstance(arg.slice, ast.Constant):
        return "list"
    name = _last_name(arg)
    several = name.endswith(("s", "list", "items")) and not name.endswith("ss")
    return "list" if several else "text"


def gone_through(reader: Reading, source: ast.expr) -> Use | None:
    """What is gone through is a list; gives how its items are read, None where it is nothing that is asked for."""
    inner = source.args[0] if isinstance(source, ast.Call) and hints.is_numbered(source) and source.args else source
    use = reader.place(inner)
    if use is None:
        reader.visit(source)
        return None
    return use.items()
