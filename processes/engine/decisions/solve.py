"""Decide: work a decision out on data, with all that it requires; data walked through, nothing carried out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from processes.engine.decisions.values import SINGLE, CannotDecide, Decision, Given, Output
from processes.engine.scripts import feel
from processes.engine.scripts.feel import values

DEEPEST = 20
TEMPORAL: dict[str, Callable[[str], Any]] = {
    "date": values.day, "date and time": values.moment, "time": values.clock_time,
    "dayTimeDuration": values.duration, "yearMonthDuration": values.duration,
    "days and time duration": values.duration, "years and months duration": values.duration,
}  # fmt: skip


class Solver:
    """Decisions read to the end, each cell once; shared by all that decide with them."""

    def __init__(self, decisions: Mapping[str, Decision]) -> None:
        self.decisions = dict(decisions)
        self._ready: dict[str, _Ready] = {}

    def decide(self, id: str, data: Mapping[str, Any]) -> Given:
        """What a decision gives on process data; raises CannotDecide, in a sentence, where it gives nothing."""
        try:
            return self._decided(id, feel.Evaluation(data), dict(data), 0, {})
        except feel.TooMuch:
            raise CannotDecide("Expected a decision that can be worked out in few steps, but it takes more.") from None

    def _decided(
        self, id: str, work: feel.Evaluation, known: dict[str, Any], depth: int, made: dict[str, Given]
    ) -> Given:
        decision = self.decisions.get(id)
        if decision is None:
            raise CannotDecide(f"Expected the decision “{id}”, but there is none. Send its table with the model.")
        if decision.fault:
            raise CannotDecide(f"Expected a decision that is understood, but in “{decision.name}” {decision.fault}.")
        if depth > DEEPEST:
            raise CannotDecide(f"Expected decisions to end, but “{decision.name}” requires itself.")
        facts = dict(known)
        before: dict[str, Given] = {}
        for required in decision.requires:
            if required not in made:
                made[required] = self._decided(required, work, known, depth + 1, made)
            before[required] = made[required]
            facts |= self._known_as(required, made[required])
        for name in decision.names:
            if name not in facts and (found := _otherwise(name, facts)) is not None:
                facts[name] = facts[found]
        if id not in self._ready:
            self._ready[id] = _Ready(decision)
        given = self._ready[id].given(work, facts)
        return Given(given.value, given.rows, given.hits, given.asked, before)

    def _known_as(self, id: str, given: Given) -> dict[str, Any]:
        """The names by which others read a result: its own, and those of its outputs where one rule counts."""
        decision = self.decisions[id]
        found = dict.fromkeys((id, decision.name, decision.result), given.value)
        return {**(given.rows[0] if len(given.rows) == 1 else {}), **found}


def _otherwise(name: str, facts: Mapping[str, Any]) -> str | None:
    """The field that stands for a name of several words: with underscores, or run together."""
    words = re.findall(r"\w+", name)
    if not words:
        return None
    joined = words[0].lower() + "".join(word[:1].upper() + word[1:] for word in words[1:])
    tries = ("_".join(words), "_".join(words).lower(), joined, "".join(words))
    return next((one for one in tries if one in facts), None)


class _Ready:
    """A decision with all its cells read."""

    def __init__(self, decision: Decision) -> None:
        names = frozenset(decision.names)
        self._decision = decision
        self._formula = feel.parse(decision.formula, names) if decision.formula else None
        self._asks = [feel.parse(column.expression, names) if column.expression else None for column in decision.inputs]
        self._rules = [
            ([feel.parse_tests(cell, names) for cell in rule.inputs], [_parsed(cell, names) for cell in rule.outputs])
            for rule in decision.rules
        ]
        self._defaults = [_parsed(column.default, names) for column in decision.outputs]

    def given(self, work: feel.Evaluation, facts: dict[str, Any]) -> Given:
        """What the decision gives on these facts."""
        decision = self._decision
        if self._formula is not None:
            value = work.result_on(facts, self._formula)
            return Given(value, ({decision.result: value},))
        asked = [_typed(work.value_on(facts, ask) if ask else None, i.type) for ask, i in self._pairs()]
        hits = []
        for number, (tests, _) in enumerate(self._rules):
            if all(work.holds_on(facts, test, one) for test, one in zip(tests, asked, strict=True)):
                hits.append(number)
                if decision.policy == "F":
                    break
        rows = [self._row(work, facts, self._rules[number][1]) for number in hits]
        value, counted = self._settled(work, facts, hits, rows)
        return Given(value, tuple(counted), tuple(hits), tuple(values.plain(one) for one in asked))

    def _pairs(self) -> list[tuple[Any, Any]]:
        return list(zip(self._asks, self._decision.inputs, strict=True))

    def _row(self, work: feel.Evaluation, facts: dict[str, Any], cells: list[Any]) -> dict[str, Any]:
        named = zip(self._decision.outputs, cells, strict=True)
        return {column.name: work.result_on(facts, cell) if cell is not None else None for column, cell in named}

    def _settled(
        self, work: feel.Evaluation, facts: dict[str, Any], hits: list[int], rows: list[dict[str, Any]]
    ) -> tuple[Any, list[dict[str, Any]]]:
        """The value by the hit policy, and the rows that count."""
        decision = self._decision
        if not rows and any(cell is not None for cell in self._defaults):
            rows = [self._row(work, facts, self._defaults)]
        if decision.policy == "U" and len(hits) > 1:
            said = " and ".join(str(number + 1) for number in hits[:5])
            raise CannotDecide(
                f"Expected only one rule of “{decision.name}” to hold, but {len(hits)} do: {said}. Correct the table."
            )
        if decision.policy == "A" and any(row != rows[0] for row in rows):
            words = f"Expected the rules of “{decision.name}” that hold to say the same, but they differ."
            raise CannotDecide(f"{words} Correct the table.")
        if decision.policy in "PO":
            rows = sorted(rows, key=lambda row: [_rank(column, row[column.name]) for column in decision.outputs])
        if decision.policy in SINGLE:
            rows = rows[:1]
            return (self._value(rows[0]) if rows else None), rows
        if len(decision.policy) == 2:
            return self._aggregated([self._value(row) for row in rows]), rows
        return [self._value(row) for row in rows], rows

    def _value(self, row: dict[str, Any]) -> Any:
        return next(iter(row.values())) if len(row) == 1 else dict(row)

    def _aggregated(self, found: list[Any]) -> Any:
        if self._decision.policy == "C#":
            return len(found)
        function = {"C+": "sum", "C<": "min", "C>": "max"}[self._decision.policy]
        return values.plain(feel.call(function, ([values.value(one) for one in found],))) if found else None


def _parsed(cell: str, names: frozenset[str]) -> Any:
    return feel.parse(cell, names) if cell and cell != "-" else None


def _rank(column: Output, found: Any) -> int:
    """The place of a value among those of its column, the most important first."""
    for place, text in enumerate(column.order):
        if values.same(feel.evaluate(text, {}), found):
            return place
    return len(column.order)


def _typed(found: Any, kind: str) -> Any:
    """A text that stands for a number, truth or date as such, where the column says that it is one."""
    if not isinstance(found, str):
        return found
    if kind == "number":
        number = feel.call("number", (found,))
        return number if isinstance(number, Decimal) else found
    if kind == "boolean":
        return {"true": True, "false": False}.get(found.lower(), found)
    made = TEMPORAL[kind](found) if kind in TEMPORAL else None
    return found if made is None else made
