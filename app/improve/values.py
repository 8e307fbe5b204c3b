"""What a change that is put together asks for, and what becomes of it where it is worked on: values only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Stored = Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """The operations in their order, the title, '' where the offered one holds, and the reason."""

    operations: tuple[Stored, ...] = ()
    title: str = ""
    reason: str = ""

    def with_more(self, new: Sequence[Stored]) -> Content:
        """Give it with operations behind the others."""
        return replace(self, operations=(*self.operations, *new))

    def in_order(self, order: Sequence[int]) -> Content:
        """Give it with these of its operations alone, in this order."""
        return replace(self, operations=tuple(self.operations[number] for number in order))


def without(content: Content, number: int) -> list[int]:
    """Give the order in which one operation is left out."""
    return [one for one in range(len(content.operations)) if one != number]


def moved(content: Content, number: int, by: int) -> list[int]:
    """Give the order in which one operation comes earlier or later; what cannot go further stays."""
    order = list(range(len(content.operations)))
    to = min(max(number + by, 0), len(order) - 1)
    order.insert(to, order.pop(number))
    return order


def merged(base: Content, mine: Content, theirs: Content) -> Content:
    """Put together what two people made of the same draft: theirs, without what I took out, then what I added.

    Where both wrote another title, mine holds; where both wrote another reason, both stand there.
    """
    had, have = _known(base.operations), _known(mine.operations)
    gone = [one for one in had if one not in have]
    kept = [one for one in theirs.operations if _key(one) not in gone]
    there = _known(kept)
    new = [one for one in mine.operations if _key(one) not in had and _key(one) not in there]
    if sorted(have) == sorted(had) and [*have] != [*had] and _known(theirs.operations) == had:
        kept = list(mine.operations)
    title = theirs.title if mine.title == base.title else mine.title
    return Content((*kept, *_renamed(new, kept)), title, _both(base.reason, mine.reason, theirs.reason))


def _both(base: str, mine: str, theirs: str) -> str:
    if mine in (base, theirs) or mine in theirs:
        return theirs
    return mine if theirs == base or theirs in mine else f"{theirs}\n\n{mine}"


def _known(operations: Sequence[Stored]) -> list[str]:
    return [_key(one) for one in operations]


def _key(one: Stored) -> str:
    return json.dumps(one, sort_keys=True)


def _renamed(new: Sequence[Stored], kept: Sequence[Stored]) -> list[Stored]:
    """What two people made got the same id, each for themselves: the second one gets another, wherever it is named."""
    taken = {one["id"] for one in kept if one.get("id")}
    names: dict[str, str] = {}
    for one in new:
        if one.get("id") in taken:
            names[str(one["id"])] = _free(str(one["id"]), taken)
    return [_with_names(one, names) for one in new]


def _free(name: str, taken: set[Any]) -> str:
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    taken.add(f"{name}_{number}")
    return f"{name}_{number}"


def _with_names(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {key: _with_names(one, names) for key, one in value.items()}
    return [_with_names(one, names) for one in value] if isinstance(value, list | tuple) else value
