"""What of Python the sandbox cannot run, named with its line before a script is ever used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from processes.errors import ScriptRejected
from processes.messages import _, joined

MODULES = frozenset(
    ("base64", "bisect", "collections", "copy", "dataclasses", "datetime", "decimal", "functools", "hashlib",
     "itertools", "json", "math", "random", "re", "time", "typing")
)  # fmt: skip
ABSENT = frozenset(
    ("__import__", "breakpoint", "bytearray", "callable", "classmethod", "compile", "dir", "globals", "input",
     "memoryview", "open", "staticmethod", "vars", "ExceptionGroup", "BaseExceptionGroup")
)  # fmt: skip
# What other engines hand to scripts; here a script has the data of the case and nothing else.
HOSTS = frozenset({"System", "execution", "kcontext"})
NOT_IN_MODULES = {"collections": frozenset({"OrderedDict", "ChainMap", "UserDict", "UserList", "UserString"})}
MOST = 3
DELETED = "\x00deleted\x00"
_WORDS: dict[type[ast.AST], str] = {
    ast.Yield: _("uses yield"), ast.YieldFrom: _("uses yield"), ast.Await: _("uses await"),
    ast.AsyncFor: _("uses async"), ast.AsyncWith: _("uses async"), ast.AsyncFunctionDef: _("uses async"),
    ast.TryStar: _("uses except*"), ast.MatMult: _("uses @ between values"),
}  # fmt: skip


def faults(tree: ast.Module) -> list[str]:
    """What a script holds that cannot be carried out, each with its line, as ends of a sentence."""
    found: dict[str, None] = {}
    for statement in _outside(tree.body):
        if isinstance(statement, ast.Return):
            found[_line(statement, _("returns outside of a function"))] = None
    for node in ast.walk(tree):
        for words in _of(node):
            found[_line(node, words)] = None
    return list(found)


def fault_summary(found: list[str]) -> str | None:
    """The first of them as the end of a sentence; None where there are none."""
    if not found:
        return None
    more = len(found) - MOST
    said = joined("; ", found[:MOST])
    return _("{faults}; and {more} more", faults=said, more=more) if more > 0 else said


def _line(node: ast.AST, words: str) -> str:
    return _("line {line} {does}", line=str(getattr(node, "lineno", 1)), does=words)


def _outside(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a script that are in no function or class."""
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.stmt):
            yield node
        todo.extend(ast.iter_child_nodes(node))


def _of(node: ast.AST) -> Iterator[str]:
    words = _WORDS.get(type(node))
    if words:
        yield words
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
        yield _("uses @ between values")
    elif isinstance(node, ast.comprehension) and node.is_async:
        yield _("uses async")
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from _imports(node)
    elif isinstance(node, ast.ClassDef):
        yield from _class(node)
    elif isinstance(node, ast.Call):
        host = _root(node.func)
        if host in HOSTS:
            yield _("calls “{host}”, which other engines hand to scripts and which is not there", host=host)
    elif isinstance(node, ast.Delete):
        if any(not isinstance(t, ast.Name | ast.Subscript) or _slice(t) for t in node.targets):
            yield _("deletes something else than a name or an entry")
    elif isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name.startswith("__"):
            yield _("reaches for “{name}”; names may not begin with two underscores", name=name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and name in ABSENT:
            yield _("uses “{name}”, which is not there", name=name)


def _root(called: ast.expr) -> str:
    """The name at the beginning of what is called, as `a` of `a.b.c()`; empty for a plain call."""
    inner = called
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return inner.id if isinstance(inner, ast.Name) and inner is not called else ""


def _slice(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or "."]
    for name in names:
        if name not in MODULES:
            yield _("imports “{name}”, which scripts may not use", name=name)
    if isinstance(node, ast.ImportFrom):
        for alias in node.names:
            if alias.name == "*":
                yield _("imports all names of a module at once")
            elif alias.name in NOT_IN_MODULES.get(names[0], ()):
                yield _("imports “{name}”, which is not there", name=alias.name)


def _class(node: ast.ClassDef) -> Iterator[str]:
    if node.bases or node.keywords:
        yield _("makes a class of another class")
    for inner in node.body:
        marks = getattr(inner, "decorator_list", [])
        if any(isinstance(mark, ast.Name) and mark.id in ("property", "staticmethod", "classmethod") for mark in marks):
            yield _("uses a property, static or class method")


class _Del(ast.NodeTransformer):
    """Monty has no `del`: a deleted name becomes a mark, a deleted entry is popped."""

    def visit_Delete(self, node: ast.Delete) -> list[ast.stmt]:
        """Rewrite one del statement."""
        out: list[ast.stmt] = []
        for target in node.targets:
            if isinstance(target, ast.Name):
                out.append(ast.Assign([ast.Name(target.id, ast.Store())], ast.Constant(DELETED)))
            elif isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
                pop = ast.Attribute(target.value, "pop", ast.Load())
                out.append(ast.Expr(ast.Call(pop, [target.slice], [])))
            else:
                raise ScriptRejected(_("Expected a plain del of a name or entry, but it is another form."))
        return [ast.copy_location(statement, node) for statement in out]


def without_del(script: str) -> str:
    """Give a script that does the same without `del`; itself where it has none."""
    if not re.search(r"\bdel\b", script):
        return script
    try:
        return ast.unparse(ast.fix_missing_locations(_Del().visit(ast.parse(script))))
    except (RecursionError, MemoryError, SyntaxError) as error:
        raise ScriptRejected(_("Expected valid Python, but the script cannot be read.")) from error
