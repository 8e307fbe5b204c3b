"""States of earlier releases, in which every token carried data of its own, and when each field was written.

    [write clock, completed, [[host, spec, data, write stamps, tokens, done?], …], pool]

What they knew goes to the scopes: of every field the value written last, the item of a round into its round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from processes.engine.runtime.token import InstanceProtocol


@dataclass(frozen=True, slots=True)
class Carried:
    """What a token, or (with `scope`) the scope inside a token or the whole instance carried."""

    key: str | None
    scope: bool
    data: dict[str, Any]
    write_stamps: dict[str, int]


def laid_out(body: list[Any]) -> tuple[list[Any], list[Carried]]:
    """A body of an earlier release in the layout of today, and what was carried."""
    clock, completed, scopes, pool = body
    carried: list[Carried] = []
    found, kept = [], list[Any]()
    for host, name, data, stamps, rows, *more in scopes:
        carried.append(Carried(host, True, data, stamps))
        carried += [Carried(row[0], False, pool[row[4]], row[5]) for row in rows]
        tokens = [[*row[:3], _with_records(row[3])] for row in rows]
        found.append([host, name, {}, tokens, *([_records(more[0], pool, kept)] if more else [])])
    return [clock, completed, found, kept, 2], carried


def _records(rows: list[list[Any]], pool: list[Any], kept: list[Any]) -> list[list[Any]]:
    """What can be undone: the data that a sub-process ended with are those written in it."""
    found = []
    for step, *more in rows:
        if more:
            kept.append(pool[more[0]])
        found.append([step, [-1, -1, len(kept) - 1], _records(more[2], pool, kept)] if more else [step])
    return found


def _with_records(internal: dict[str, Any]) -> dict[str, Any]:
    """What is being undone, likewise."""
    return internal | {"undoing": _renamed(internal["undoing"])} if "undoing" in internal else internal


def _renamed(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"step": one["step"], "wrote": one["data"], "data": {}, "done": _renamed(one["done"])} if "done" in one else one
        for one in records
    ]


def merge(instance: InstanceProtocol, carried: list[Carried]) -> None:
    """Write what was carried into the scopes, in the order in which it was written."""
    newest: dict[str, int] = {}
    known: dict[str, dict[str, int]] = {}
    written: list[tuple[int, int, str, Any]] = []
    for number, one in enumerate(carried):
        if one.key and not one.scope:
            known[one.key] = one.write_stamps
        for name, value in one.data.items():
            version = one.write_stamps.get(name, 0)
            written.append((version, number, name, value))
            newest[name] = max(version, newest.get(name, 0))
    places = [_place(instance, one) for one in carried]
    for _, number, name, value in sorted(written, key=lambda each: each[:2]):
        places[number].put({name: value})
    for token in instance.tokens():
        before = known.get(token.id.hex, {})
        token.wrote = {name: value for name, value in token.wrote.items() if newest[name] > before.get(name, 0)}


def _place(instance: InstanceProtocol, one: Carried) -> Any:
    token = instance.find(one.key) if one.key else None
    return instance.subprocesses[token.id] if token is not None and one.scope else token or instance
