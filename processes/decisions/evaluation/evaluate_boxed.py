"""Boxed expressions worked out: DMN 1.5, 10.2.1 and 10.3.2.12 say which FEEL each of them stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from processes.decisions.evaluation.decision_table import ParsedTable
from processes.decisions.model import Box, Model
from processes.expressions import feel
from processes.expressions.feel import Evaluation
from processes.expressions.feel.evaluation import types
from processes.expressions.feel.evaluation.filters import as_scope
from processes.expressions.feel.evaluation.loops import looped
from processes.expressions.feel.syntax import tree
from processes.expressions.feel.values import Function

Tables = Callable[[Model, Box], ParsedTable]


class BoxedExpressions:
    """Works out the boxes of one model."""

    def __init__(
        self, work: Evaluation, model: Model, names: frozenset[str], types: frozenset[str], tables: Tables
    ) -> None:
        self._work, self._model, self._names, self._types, self._tables = work, model, names, types, tables

    def value(self, box: Box) -> Any:
        """The value of a box, as one of its type."""
        self._work.budget.spend()
        found = self._evaluate(box)
        return types.coerced(found, box.type, self._work) if box.kind != "function" else found

    def _parsed(self, text: str) -> tree.Node:
        return feel.parse(text, self._names, self._types)

    def _evaluate(self, box: Box) -> Any:
        work = self._work
        if box.kind == "literal":
            return work.value(self._parsed(box.text))
        if box.kind == "table":
            return self._tables(self._model, box).evaluate(work)[0]
        if box.kind == "context":
            return self._context(box)
        if box.kind == "list":
            return [self.value(one) for one in box.boxes]
        if box.kind == "relation":
            rows = ([self.value(cell) for cell in row.boxes] for row in box.boxes)
            return [dict(zip(box.names, row, strict=False)) for row in rows]
        if box.kind == "invocation":
            return self._invocation(box)
        if box.kind == "function":
            return self.function(box)
        if box.kind == "conditional":
            return self.value(box.boxes[1] if self.value(box.boxes[0]) is True else box.boxes[2])
        if box.kind == "filter":
            return self._filter(box)
        if box.kind in ("for", "some", "every"):
            sources: list[Any] = [(box.text, lambda facts: self._source(box.boxes[0]))]
            return looped(work, box.kind, sources, lambda facts: work.beside(facts, lambda: self.value(box.boxes[1])))
        return None

    def _source(self, box: Box) -> Any:
        return self.value(box)

    def _context(self, box: Box) -> Any:
        made: dict[str, Any] = {}
        for name, kind, one in zip(box.names, box.types, box.boxes, strict=True):
            found = types.coerced(self._work.beside(made, lambda one=one: self.value(one)), kind, self._work)  # type: ignore[misc]
            if not name:
                return found
            made[name] = found
        return made

    def _invocation(self, box: Box) -> Any:
        function = self.value(box.boxes[0])
        if function is None and box.boxes[0].kind == "literal":
            function = self._work.built_in(box.boxes[0].text)
        named = {name: self.value(one) for name, one in zip(box.names, box.boxes[1:], strict=True)}
        return self._work.invoke(function, (), named)

    def function(self, box: Box) -> Function:
        """A function in a box, which knows the names around it."""
        around, body = self._work.scopes, box.boxes[0]
        parameters = tuple(zip(box.names, box.types, strict=True))
        result = types.given_by(box.type, self._work)
        return Function(parameters, lambda work, bound: work.within([*around, bound], lambda: self.value(body)), result)

    def _filter(self, box: Box) -> Any:
        found = self.value(box.boxes[0])
        if found is None:
            return None
        items = found if isinstance(found, list) else [found]
        passed = [self._work.beside(as_scope(item), lambda: self.value(box.boxes[1])) for item in items]
        if any(not isinstance(one, bool) for one in passed):
            return None
        return [item for item, holds in zip(items, passed, strict=True) if holds]
