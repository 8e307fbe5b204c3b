"""Decisions read to the end, each cell once: what all that decide with them share."""

from __future__ import annotations

from collections.abc import Mapping

from processes.decisions.evaluation.decision_table import ParsedTable
from processes.decisions.model import Box, Decision, Model, Table
from processes.expressions.feel.syntax.tree import Type


class PreparedDecisions:
    """Decisions by id, with their boxes, tables and types ready to be worked out."""

    def __init__(self, decisions: Mapping[str, Decision]) -> None:
        self.decisions = dict(decisions)
        self._ready: dict[int, tuple[Table, ParsedTable]] = {}
        self._types: dict[int, tuple[Model, dict[str, Type]]] = {}
        self._bodies: dict[str, Box] = {}
        self._own = Model(decisions=self.decisions)

    def types_of(self, model: Model) -> dict[str, Type]:
        """The types that a model's expressions may name, and those which these are made of."""
        if id(model) not in self._types:
            self._types[id(model)] = (model, _types(model, 0))
        return self._types[id(model)][1]

    def body(self, decision: Decision) -> Box:
        """A decision as a boxed expression."""
        if decision.body is not None:
            return decision.body
        if decision.id not in self._bodies:
            self._bodies[decision.id] = _body(decision)
        return self._bodies[decision.id]

    def table(self, model: Model, table: Table, names: frozenset[str]) -> ParsedTable:
        """A table with its cells read."""
        if id(table) not in self._ready:
            self._ready[id(table)] = (table, ParsedTable(table, names, model.type_names))
        return self._ready[id(table)][1]


def _types(model: Model, depth: int) -> dict[str, Type]:
    found = dict(model.types)
    for prefix, other in model.imported.items():
        inner = _types(other, depth + 1) if depth < 5 else {}
        for name, kind in inner.items():
            found.setdefault(name, kind)
            if prefix:
                found[f"{prefix}.{name}"] = kind
    return found


def _body(decision: Decision) -> Box:
    """A decision of a file that was read by an earlier version as a box."""
    if decision.formula:
        return Box("literal", decision.formula)
    table = Table(decision.name, decision.policy, decision.inputs, decision.outputs, decision.rules)
    return Box("table", table=table)
