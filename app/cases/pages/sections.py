"""A page of a list in groups: what of each group stands on it, and which groups stand further down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from app.cases.queries.case_groups import Group

T = TypeVar("T")
MOST_OTHERS = 12


@dataclass(frozen=True)
class Section(Generic[T]):
    """What of one group stands on a page; without a group where the list has none."""

    group: Group | None
    rows: Sequence[T]


def sections_of(rows: Sequence[T], key_of: Callable[[T], str] | None, counted: Sequence[Group]) -> list[Section[T]]:
    """Part the rows of a page, which come group by group, by their groups."""
    if key_of is None:
        return [Section(None, rows)] if rows else []
    known = {group.key: group for group in counted}
    return [Section(known.get(key), list(part)) for key, part in groupby(rows, key_of)]


def further_down(sections: Sequence[Section[T]], counted: Sequence[Group]) -> list[Group]:
    """Give some of the groups that stand on later pages."""
    last = sections[-1].group if sections else None
    return list(counted[counted.index(last) + 1 :][:MOST_OTHERS]) if last in counted else []
