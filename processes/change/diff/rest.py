"""Messages between pools, notes, and the names of lanes and pools."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.diff.match import Matching
from processes.change.diff.values import Change
from processes.change.names import label_of, plain, quoted
from processes.model.graph import Graph, MessageFlow


def rest_changes(before: Graph, after: Graph, pairs: Matching) -> Iterator[Change]:
    """Everything around the steps that reads otherwise than before."""
    yield from _messages(before, after)
    yield from _notes(before, after)
    yield from _names(before, after)


def _messages(before: Graph, after: Graph) -> Iterator[Change]:
    for id_, old in before.message_flows.items():
        new = after.message_flows.get(id_)
        if new is None:
            words = f"{_end(before, old.source)} no longer sends {_what(old)} to {_end(before, old.target)}."
            yield Change("message_flow", id_, words, before=plain(old.name))
        elif (old.source, old.target, old.name) != (new.source, new.target, new.name):
            words = f"{_end(after, new.source)} now sends {_what(new)} to {_end(after, new.target)}."
            yield Change("message_flow", id_, words, plain(old.name), plain(new.name))
    for id_, new in after.message_flows.items():
        if id_ not in before.message_flows:
            words = f"{_end(after, new.source)} now sends {_what(new)} to {_end(after, new.target)}."
            yield Change("message_flow", id_, words, after=plain(new.name))


def _what(message: MessageFlow) -> str:
    return quoted(message.name) if plain(message.name) else "a message"


def _end(graph: Graph, id_: str) -> str:
    pool = graph.pools.get(id_)
    return quoted(pool.name or id_) if pool else label_of(graph, id_)


def _notes(before: Graph, after: Graph) -> Iterator[Change]:
    for id_, old in before.notes.items():
        new = after.notes.get(id_)
        if new is None:
            yield Change("annotation", id_, f"The note {quoted(old.text)} is gone.", before=old.text)
        elif plain(old.text) != plain(new.text):
            words = f"The note {quoted(old.text)} now reads {quoted(new.text)}."
            yield Change("annotation", id_, words, old.text, new.text)
    for id_, new in after.notes.items():
        if id_ not in before.notes:
            yield Change("annotation", id_, f"The note {quoted(new.text)} is added.", after=new.text)


def _names(before: Graph, after: Graph) -> Iterator[Change]:
    was, now = _called(before), _called(after)
    for id_ in sorted(was.keys() & now.keys() - before.nodes.keys()):
        if plain(was[id_]) != plain(now[id_]):
            words = f"{quoted(was[id_]) if plain(was[id_]) else id_} is now called {quoted(now[id_])}."
            yield Change("renamed", id_, words, was[id_], now[id_])
    for id_ in sorted((before.lanes.keys() | before.pools.keys()) - now.keys()):
        yield Change("renamed", id_, f"{quoted(was[id_]) if plain(was[id_]) else id_} is gone.", before=was[id_])
    for id_ in sorted((after.lanes.keys() | after.pools.keys()) - was.keys()):
        yield Change("renamed", id_, f"{quoted(now[id_]) if plain(now[id_]) else id_} is new.", after=now[id_])


def _called(graph: Graph) -> dict[str, str]:
    lanes = {lane.id: lane.name for lane in graph.lanes.values()}
    pools = {pool.id: pool.name for pool in graph.pools.values()}
    return {**graph.names, **lanes, **pools}
