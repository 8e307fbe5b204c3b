"""Making a change of a JSON document, such as a form, on another one: by field, and in lists by the key of a member."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

KEYS = ("key", "id", "name", "value")
DEEPEST = 60


class Gone:
    """What a document does not hold."""


GONE = Gone()


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both sides changed: the keys and members that lead there, and what stands there on each side.

    A member of a list leads there as a whole; with `order` it is what stands in the list that both put in order.
    """

    path: tuple[object, ...]
    was: object
    live: object
    wanted: object
    order: bool = False


def merged(base: object, live: object, wanted: object) -> tuple[object, list[Clash]]:
    """Give the live document with the change from `base` to `wanted` made on it, and what does not fit."""
    clashes: list[Clash] = []
    return _merged((base, live, wanted), (), clashes), clashes


def key_of(value: object) -> str | None:
    """Give what a member of a list is known by; None where it has no key."""
    if not isinstance(value, Mapping):
        return None
    return next((str(value[k]) for k in KEYS if isinstance(value.get(k), str) and value[k]), None)


def _merged(sides: tuple[object, object, object], path: tuple[object, ...], clashes: list[Clash]) -> object:
    base, live, wanted = sides
    if _same(base, wanted) or _same(live, wanted):
        return live
    if _same(base, live):
        return wanted
    if len(path) < DEEPEST:
        if isinstance(base, dict) and isinstance(live, dict) and isinstance(wanted, dict):
            return _fields((base, live, wanted), path, clashes)
        if isinstance(base, list) and isinstance(live, list) and isinstance(wanted, list):
            named = [_by_key(side) for side in (base, live, wanted)]
            if None not in named:
                return _members([side or {} for side in named], path, clashes)
    clashes.append(Clash(path, base, live, wanted))
    return live


def _fields(sides: tuple[dict[str, object], ...], path: tuple[object, ...], clashes: list[Clash]) -> dict[str, object]:
    base, live, wanted = sides
    found = {}
    for key in dict.fromkeys((*live, *wanted)):
        values = base.get(key, GONE), live.get(key, GONE), wanted.get(key, GONE)
        value = _merged(values, (*path, key), clashes)
        if value is not GONE:
            found[key] = value
    return found


def _members(sides: list[dict[str, object]], path: tuple[object, ...], clashes: list[Clash]) -> list[object]:
    base, live, wanted = sides
    found = {}
    for key in dict.fromkeys((*live, *wanted)):
        values = base.get(key, GONE), live.get(key, GONE), wanted.get(key, GONE)
        member = next(value for value in reversed(values) if value is not GONE)
        value = _merged(values, (*path, member), clashes)
        if value is not GONE:
            found[key] = value
    first, second = _order(base, live, wanted, path, clashes)
    return [found[key] for key in _woven(first, second) if key in found]


def _order(
    base: dict[str, object], live: dict[str, object], wanted: dict[str, object], path: tuple[object, ...],
    clashes: list[Clash],
) -> tuple[list[str], list[str]]:  # fmt: skip
    """Whose order holds, and whose members are put into it."""
    kept = base.keys() & live.keys() & wanted.keys()
    orders = [[key for key in side if key in kept] for side in (base, live, wanted)]
    if orders[0] == orders[2] or orders[1] == orders[2]:
        return list(live), list(wanted)
    if orders[0] != orders[1]:
        clashes.append(Clash(path, list(base.values()), list(live.values()), list(wanted.values()), order=True))
    return list(wanted), list(live)


def _woven(first: list[str], second: list[str]) -> list[str]:
    """One order with what only the other one has put in behind what stands before it there."""
    found, behind = list(first), None
    for key in second:
        if key not in found:
            found.insert(found.index(behind) + 1 if behind is not None else 0, key)
        behind = key
    return found


def _by_key(members: list[object]) -> dict[str, object] | None:
    """The members of a list by what they are known by: a key, or a text itself; None where that is not one each."""
    names = [f"={one}" if isinstance(one, str) else key_of(one) for one in members]
    if None in names or len(set(names)) < len(names):
        return None
    return dict(zip(map(str, names), members, strict=True))


def _same(one: object, other: object) -> bool:
    if one is GONE or other is GONE:
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
