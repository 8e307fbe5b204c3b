"""Functions of lists: DMN 1.5, 10.3.4.4 (table 76) and 10.3.4.6 (sort); what they cost grows with what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from processes.expressions.feel.functions.signature import table
from processes.expressions.feel.functions.statistics import FUNCTIONS as STATISTICS
from processes.expressions.feel.operators import compare
from processes.expressions.feel.values import Function, value


def _best(sign: int) -> Callable[..., Any]:
    """The least or the most of a list; null where its items are not all of one kind."""

    def _function(work: Any, items: list[Any]) -> Any:
        work.budget.spend(len(items))
        placed = [place for item in items if (place := compare.ordinal(item)) is not None]
        if len(placed) < len(items) or len({kind for kind, _ in placed}) != 1:
            return None
        places = [place for _, place in placed]
        return items[places.index(min(places) if sign < 0 else max(places))]

    return _function


def _truths(wanted: bool) -> Callable[..., Any]:
    """`all` and `any` with three values: one that decides wins, else null spreads."""

    def _function(work: Any, items: list[Any]) -> Any:
        if any(item is (not wanted) for item in items):
            return not wanted
        return wanted if all(item is wanted for item in items) else None

    return _function


def _contains(work: Any, items: list[Any], wanted: Any) -> bool:
    return any(work.alike(item, wanted) for item in items)


def _index_of(work: Any, items: list[Any], wanted: Any) -> list[Decimal]:
    return [Decimal(n) for n, item in enumerate(items, 1) if work.alike(item, wanted)]


def _distinct(work: Any, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    seen: set[Any] = set()
    odd: list[Any] = []
    for item in items:
        work.budget.spend()
        key = (bool, item) if isinstance(item, bool) or item is None else compare.ordinal(item)
        if key is None:
            if not any(work.alike(item, known) for known in odd):
                odd.append(item)
                found.append(item)
        elif key not in seen:
            seen.add(key)
            found.append(item)
    return found


def _concatenated(work: Any, lists: list[Any]) -> Any:
    """The items of lists one after the other; what is no list stands for a list of itself."""
    found: list[Any] = []
    for one in lists:
        if one is None:
            return None
        more = one if isinstance(one, list) else [one]
        work.budget.items(len(found) + len(more))
        found += more
    return [value(item) for item in found]


def _union(work: Any, lists: list[Any]) -> Any:
    found = _concatenated(work, lists)
    return None if found is None else _distinct(work, found)


def _append(work: Any, items: list[Any], more: list[Any]) -> list[Any]:
    return items + more


def _flat(work: Any, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    todo = list(reversed(items))
    while todo:
        work.budget.spend()
        one = todo.pop()
        if isinstance(one, list):
            work.budget.spend(len(one))
            todo.extend(reversed(one))
        else:
            found.append(value(one))
            work.budget.items(len(found) if len(found) % 1000 == 0 else 0)
    return found


def _sorted(work: Any, items: list[Any], precedes: Function | None = None) -> Any:
    """A list in order: of its values, or as a function says which of two comes first."""
    steps = len(items) * max(1, len(items).bit_length())
    if precedes is not None:
        work.budget.spend(steps)
        return sorted(items, key=cmp_to_key(lambda a, b: _before(work, precedes, a, b)))
    placed = [place for item in items if (place := compare.ordinal(item)) is not None]
    if len(placed) < len(items) or len({kind for kind, _ in placed}) > 1:
        return None
    longest = sum(len(item) for item in items if isinstance(item, str)) // 1000
    work.budget.spend(steps // 4 + longest * max(1, len(items).bit_length()))
    return [items[at] for _, at in sorted((place, at) for at, (_, place) in enumerate(placed))]


def _before(work: Any, precedes: Function, left: Any, right: Any) -> int:
    if work.invoke(precedes, (left, right)) is True:
        return -1
    return 1 if work.invoke(precedes, (right, left)) is True else 0


def _place(items: list[Any], place: Decimal) -> int | None:
    """A place counted from 1, or from the end where it is negative."""
    at = int(place)
    if not at or abs(at) > len(items):
        return None
    return at - 1 if at > 0 else len(items) + at


def _without(work: Any, items: list[Any], place: Decimal) -> Any:
    at = _place(items, place)
    return None if at is None else items[:at] + items[at + 1 :]


def _inserted(work: Any, items: list[Any], place: Decimal, new: Any) -> Any:
    if int(place) == len(items) + 1:
        return [*items, new]
    at = _place(items, place)
    return None if at is None else [*items[:at], new, *items[at:]]


def _replaced(work: Any, items: list[Any], place: Decimal, new: Any) -> Any:
    at = _place(items, place)
    return None if at is None else [*items[:at], new, *items[at + 1 :]]


def _replaced_where(work: Any, items: list[Any], match: Function, new: Any) -> Any:
    found = [work.invoke(match, (item, new)) for item in items]
    if any(not isinstance(one, bool) for one in found):
        return None
    return [new if one else item for item, one in zip(items, found, strict=True)]


def _sub(work: Any, items: list[Any], start: Decimal, length: Decimal | None = None) -> Any:
    at = _place(items, start)
    if at is None:
        return None
    if length is None:
        return items[at:]
    return items[at : at + int(length)] if length >= 1 and at + int(length) <= len(items) else None


def _empty(work: Any, found: Any) -> bool:
    return not found if isinstance(found, list | Mapping | str) else False


FUNCTIONS = STATISTICS | table(
    [
        ("list contains", _contains, "list:l element:a*"),
        ("append", lambda _, items: items, "list:l"),
        ("sublist", _sub, "list:l start_position:n length:n?"),
        ("insert before", _inserted, "list:l position:n newItem:a*"),
        ("remove", _without, "list:l position:n"),
        ("list replace", _replaced, "list:l position:n newItem:a*"),
        ("list replace", _replaced_where, "list:l match:f newItem:a*"),
        ("reverse", lambda _, items: items[::-1], "list:l"),
        ("index of", _index_of, "list:l match:a*"),
        ("distinct values", _distinct, "list:l"),
        ("flatten", _flat, "list:l"),
        ("sort", _sorted, "list:l precedes:f?"),
        ("is empty", _empty, "list:a"),
    ],
    many=[
        ("min", _best(-1), "list:l"),
        ("max", _best(1), "list:l"),
        ("all", _truths(True), "list:l"),
        ("any", _truths(False), "list:l"),
        ("and", _truths(True), "list:l"),
        ("or", _truths(False), "list:l"),
        ("count", lambda _, items: Decimal(len(items)), "list:l"),
        ("append", _append, "list:l item:l"),
        ("concatenate", _concatenated, "lists:l"),
        ("union", _union, "lists:l"),
    ],
)
