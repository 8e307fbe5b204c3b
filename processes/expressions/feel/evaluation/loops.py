"""`for`, `some` and `every`: DMN 1.5, 10.3.2.16 (table 55); a later iterator may read an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from processes.expressions.feel.budget import MOST_ITEMS, TooMuch
from processes.expressions.feel.evaluation.interface import Evaluating
from processes.expressions.feel.syntax import tree
from processes.expressions.feel.temporal import calendar
from processes.expressions.feel.temporal.calendar import Date
from processes.expressions.feel.values import Range, value

Source = tuple[str, Callable[[dict[str, Any]], Any]]


class _Endless(Exception):
    """What is to be walked through is no list."""


def each(work: Evaluating, node: tree.Each) -> Any:
    """What a loop gives: a list, or whether some or every round holds."""
    sources = [(name, _reader_of(work, source)) for name, source in node.names]
    return looped(work, node.kind, sources, lambda facts: work.value_on(facts, node.body))


def _reader_of(work: Evaluating, source: tree.Node) -> Callable[[dict[str, Any]], Any]:
    def _values(facts: dict[str, Any]) -> Any:
        found = work.value_on(facts, source)
        if isinstance(source, tree.Interval) and isinstance(found, Range):
            return _steps(found, source.steps)
        return found

    return _values


def looped(work: Evaluating, kind: str, sources: list[Source], body: Callable[[dict[str, Any]], Any]) -> Any:
    """Go through all combinations of items; null where one of the sources is no list."""
    found: list[Any] = []
    unknown = False
    try:
        for facts in _rounds(work, sources, {}):
            if kind == "for":
                found.append(body({**facts, "partial": found}))
                if len(found) > MOST_ITEMS:
                    raise TooMuch
                continue
            one = body(facts)
            if one is (kind == "some") or (one is not None and not isinstance(one, bool)):
                return one if isinstance(one, bool) else None
            unknown = unknown or one is None
    except _Endless:
        return None
    if kind == "for":
        return list(found)
    return None if unknown else kind == "every"


def _rounds(work: Evaluating, sources: list[Source], facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not sources:
        yield facts
        return
    name, source = sources[0]
    for item in _items(source(facts)):
        work.budget.spend()
        yield from _rounds(work, sources[1:], {**facts, name: item})


def _items(found: Any) -> Iterator[Any]:
    if isinstance(found, Range):
        found = _steps(found, False)
    if found is None:
        raise _Endless
    if isinstance(found, range):
        return (Decimal(n) for n in found)
    return (value(item) for item in found) if isinstance(found, list | _Days) else iter((found,))


class _Days:
    """The days from one to another."""

    def __init__(self, numbers: range) -> None:
        self._numbers = numbers

    def __iter__(self) -> Iterator[Date]:
        return (calendar.date_at(n) for n in self._numbers)


def _steps(found: Range, downwards: bool) -> range | _Days:
    """The whole numbers or days of a range; without brackets it may lead downwards."""
    ends = (found.low, found.high)
    if all(isinstance(end, Decimal) and end == int(end) for end in ends):
        first, last = int(found.low), int(found.high)
    elif all(isinstance(end, Date) for end in ends):
        first, last = found.low.number, found.high.number
    else:
        raise _Endless
    if first > last and not downwards:
        raise _Endless
    if abs(last - first) > MOST_ITEMS:
        raise TooMuch
    up = range(first + (not found.low_in), last + found.high_in)
    steps = up if first <= last else range(first, last - 1, -1)
    return _Days(steps) if isinstance(found.low, Date) else steps
