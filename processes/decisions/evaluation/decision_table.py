"""Decision tables worked out: which rules hold, and what the hit policy makes of them (DMN 1.5, 8.2.8 to 8.3)."""

from __future__ import annotations

from typing import Any

from processes.decisions.evaluation import coercion
from processes.decisions.model import SINGLE, Input, Output, Table
from processes.decisions.result import CannotDecide
from processes.expressions import feel
from processes.expressions.feel import Evaluation, functions
from processes.expressions.feel.values import text_of
from processes.messages import _, all_of

NO_WORDS: frozenset[str] = frozenset()
Row = dict[str, Any]


class ParsedTable:
    """A table with all its cells read."""

    def __init__(self, table: Table, names: frozenset[str], types: frozenset[str]) -> None:
        self.table = table
        self._names, self._types = names, types
        self._asks = [self._parsed(column.expression) for column in table.inputs]
        self._allowed = [self._tests(column.allowed) if column.allowed else None for column in table.inputs]
        self._rules = [
            ([self._tests(cell) for cell in rule.inputs], [self._parsed(cell) for cell in rule.outputs])
            for rule in table.rules
        ]
        self._defaults = [self._parsed(column.default) for column in table.outputs]
        self._orders = [
            [self._parsed(one) for one in column.order] if table.policy in "PO" else [] for column in table.outputs
        ]

    def _parsed(self, cell: str) -> Any:
        return feel.parse(cell, self._names, self._types) if cell and cell != "-" else None

    def _tests(self, cell: str) -> feel.Tests:
        return feel.parse_tests(cell, self._names, self._types)

    def evaluate(self, work: Evaluation) -> tuple[Any, list[Row], list[int], list[Any]]:
        """The value, the rows that count, the rules that hold and what was asked."""
        asked = [self._input_value(work, n, column) for n, column in enumerate(self.table.inputs)]
        hits = []
        for number, (tests, _outputs) in enumerate(self._rules):
            if all(work.holds(test, one) for test, one in zip(tests, asked, strict=True)):
                hits.append(number)
                if self.table.policy == "F":
                    break
        rows = [self._row(work, self._rules[number][1]) for number in hits]
        value, counted = self._by_hit_policy(work, hits, rows)
        return value, counted, hits, asked

    def _input_value(self, work: Evaluation, number: int, column: Input) -> Any:
        """What a column asks, as its type says and among the values that it allows; raises CannotDecide.

        A text that is no value of the column's type is null, as if it were missing (DMN 1.5, 10.3.2.9.4).
        """
        node = self._asks[number]
        found, fits = coercion.of_kind(work.value(node) if node else None, column.type)
        allowed = self._allowed[number]
        if not fits:
            return None
        if allowed is not None and found is not None and not self._is_allowed(work, allowed, found):
            raise CannotDecide(
                _(
                    "Expected one of {allowed} in “{input}” of “{table}”, but it is {found}. Correct the data, or "
                    "allow the value.",
                    allowed=column.allowed[:200],
                    input=column.label,
                    table=self.table.name,
                    found=text_of(found, work.budget)[:80],
                )
            )
        return found

    def _is_allowed(self, work: Evaluation, allowed: feel.Tests, found: Any) -> bool:
        if isinstance(found, list) and not work.holds(allowed, found):
            return all(work.holds(allowed, item) for item in found)
        return work.holds(allowed, found)

    def _row(self, work: Evaluation, cells: list[Any]) -> Row:
        named = zip(self.table.outputs, cells, strict=True)
        return {column.name: work.value(cell) if cell is not None else None for column, cell in named}

    def _by_hit_policy(self, work: Evaluation, hits: list[int], rows: list[Row]) -> tuple[Any, list[Row]]:
        """The value by the hit policy, and the rows that count."""
        policy, name = self.table.policy, self.table.name
        if not rows and any(cell is not None for cell in self._defaults):
            rows = [self._row(work, self._defaults)]
        if policy == "U" and len(hits) > 1:
            raise CannotDecide(
                _(
                    "Expected only one rule of “{table}” to hold, but {count} do: {rules}. Correct the table.",
                    table=name,
                    count=len(hits),
                    rules=all_of([str(number + 1) for number in hits[:5]]),
                )
            )
        if policy == "A" and any(not work.alike(row, rows[0]) for row in rows):
            raise CannotDecide(
                _(
                    "Expected the rules of “{table}” that hold to say the same, but they differ. Correct the table.",
                    table=name,
                )
            )
        if policy in "PO":
            rows = sorted(rows, key=lambda row: self._ranks(work, row))
        if policy in SINGLE:
            rows = rows[:1]
            return (_value(rows[0]) if rows else None), rows
        if len(policy) == 2:
            return self._aggregated(work, [_value(row) for row in rows]), rows
        return [_value(row) for row in rows], rows

    def _ranks(self, work: Evaluation, row: Row) -> list[int]:
        return [_rank(work, column, row, order) for column, order in zip(self.table.outputs, self._orders, strict=True)]

    def _aggregated(self, work: Evaluation, found: list[Any]) -> Any:
        if self.table.policy == "C#":
            return len(found)
        function = {"C+": "sum", "C<": "min", "C>": "max"}[self.table.policy]
        return functions.call(work, function, (found,)) if found else None


def _value(row: Row) -> Any:
    return next(iter(row.values())) if len(row) == 1 else dict(row)


def _rank(work: Evaluation, column: Output, row: Row, order: list[Any]) -> int:
    """The place of a value among those of its column, the most important first."""
    for place, node in enumerate(order):
        if work.alike(work.value(node), row[column.name]):
            return place
    return len(order)
