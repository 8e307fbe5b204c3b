"""What a value is read of: a name, a field of one, or an item; and what is noted of it there."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from types import MappingProxyType

from processes.forms.variable_usage import hints
from processes.forms.variable_usage.use import Use

# What Python calls so, and models may well name their fields by.
FIELDS = frozenset(("type", "id", "input", "format", "filter", "object", "hash", "license", "help", "open", "property"))
MODULES = frozenset(("datetime", "json", "math", "re", "random", "decimal", "timedelta", "date"))
KNOWN = (frozenset(dir(builtins)) - FIELDS) | MODULES
CONDITIONS = (ast.Compare, ast.BoolOp)
NOTHING: Mapping[str, Use] = MappingProxyType({})


class Places(ast.NodeVisitor):
    """The names that an expression or script reads, those that are its own, and how each is used."""

    def __init__(self, whole: str = "truth", given: Mapping[str, Use] = NOTHING) -> None:
        self.whole = whole
        self.found: dict[str, Use] = {}
        self.own: dict[str, Use] = dict(given)

    def read(self, tree: ast.AST) -> None:
        """Read all of it; what is nested too deeply is left."""
        try:
            self.visit(tree)
        except RecursionError:
            return

    def place(self, node: ast.AST) -> Use | None:
        """How a value is read that is a name, a field of one, or an item; None for anything else."""
        if isinstance(node, ast.Name):
            if node.id in self.own:
                return self.own[node.id]
            return None if node.id in KNOWN else self.found.setdefault(node.id, Use())
        if isinstance(node, ast.Attribute):
            of = self.place(node.value)
            return of.of(node.attr) if of is not None else None
        if isinstance(node, ast.Subscript):
            of = self.place(node.value)
            if of is None:
                return None
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            if isinstance(node.slice, CONDITIONS):
                self._filter(node.slice, of.items())
            elif not isinstance(node.slice, ast.Constant | ast.Slice):
                self.give(node.slice, "number")
            if isinstance(node.slice, ast.Slice | ast.Compare | ast.BoolOp):
                return of
            return of.of(key) if isinstance(key, str) else of.items()
        return None

    def give(self, node: ast.AST, kind: str) -> None:
        """Note what a value must be, if it is one whose use is looked for."""
        use = self.place(node)
        if use is not None:
            hints.note(use, kind)

    def _ask(self, node: ast.expr) -> None:
        use = self.place(node)
        if use is None:
            self.visit(node)
        else:
            use.truth = True

    def _assign(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            self.own.setdefault(target.id, hints.assigned_use(value))
        elif isinstance(target, ast.Tuple | ast.List):
            for one in target.elts:
                self._assign(one, None)
        elif (use := self.place(target)) is not None:
            use.blank = True

    def _filter(self, condition: ast.expr, item: Use) -> None:
        """What a filter asks: names on the left of its comparisons are fields of the item, which is `item` itself."""
        inner = type(self)("truth", {**self.own, "item": item})
        inner.found = item.fields
        for part in condition.values if isinstance(condition, ast.BoolOp) else [condition]:
            if isinstance(part, ast.Compare):
                left = inner.place(part.left)
                if left is not None:
                    left.add(hints.compared(part))
                for other in part.comparators:
                    if (use := self.place(other)) is not None:
                        use.add(hints.compared(part))
            else:
                inner.visit(part)
