"""Messages between pools, notes, and the names of lanes and pools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from processes.change.diff.graph.match import Matching
from processes.change.diff.values import Change
from processes.change.names import label_of, plain, quoted
from processes.messages import _
from processes.model.graph import Graph, MessageFlow


def collaboration_changes(before: Graph, after: Graph, pairs: Matching) -> Iterator[Change]:
    """Everything around the steps that reads otherwise than before."""
    yield from _messages(before, after)
    yield from _notes(before, after)
    yield from _names(before, after)


def _messages(before: Graph, after: Graph) -> Iterator[Change]:
    for id_, old in before.message_flows.items():
        new = after.message_flows.get(id_)
        if new is None:
            ends = {"sender": _end(before, old.source), "receiver": _end(before, old.target)}
            words = _("{sender} no longer sends {message} to {receiver}.", message=_what(old), **ends)
            yield Change("message_flow", id_, words, before=plain(old.name))
        elif (old.source, old.target, old.name) != (new.source, new.target, new.name):
            yield Change("message_flow", id_, _sends(after, new), plain(old.name), plain(new.name))
    for id_, new in after.message_flows.items():
        if id_ not in before.message_flows:
            yield Change("message_flow", id_, _sends(after, new), after=plain(new.name))


def _sends(graph: Graph, message: MessageFlow) -> str:
    ends = {"sender": _end(graph, message.source), "receiver": _end(graph, message.target)}
    return _("{sender} now sends {message} to {receiver}.", message=_what(message), **ends)


def _what(message: MessageFlow) -> str:
    return quoted(message.name) if plain(message.name) else _("a message")


def _end(graph: Graph, id_: str) -> str:
    pool = graph.pools.get(id_)
    return quoted(pool.name or id_) if pool else label_of(graph, id_)


def _notes(before: Graph, after: Graph) -> Iterator[Change]:
    for id_, old in before.notes.items():
        new = after.notes.get(id_)
        if new is None:
            yield Change("annotation", id_, _("The note {note} is gone.", note=quoted(old.text)), before=old.text)
        elif plain(old.text) != plain(new.text):
            words = _("The note {before} now reads {now}.", before=quoted(old.text), now=quoted(new.text))
            yield Change("annotation", id_, words, old.text, new.text)
    for id_, new in after.notes.items():
        if id_ not in before.notes:
            yield Change("annotation", id_, _("The note {note} is added.", note=quoted(new.text)), after=new.text)


def _names(before: Graph, after: Graph) -> Iterator[Change]:
    was, now = _names_by_id(before), _names_by_id(after)
    for id_ in sorted(was.keys() & now.keys() - before.nodes.keys()):
        if plain(was[id_]) != plain(now[id_]):
            words = _("{name} is now called {now}.", name=_name(was, id_), now=quoted(now[id_]))
            yield Change("renamed", id_, words, was[id_], now[id_])
    for id_ in sorted((before.lanes.keys() | before.pools.keys()) - now.keys()):
        yield Change("renamed", id_, _("{name} is gone.", name=_name(was, id_)), before=was[id_])
    for id_ in sorted((after.lanes.keys() | after.pools.keys()) - was.keys()):
        yield Change("renamed", id_, _("{name} is new.", name=_name(now, id_)), after=now[id_])


def _name(names: Mapping[str, str], id_: str) -> str:
    return quoted(names[id_]) if plain(names[id_]) else id_


def _names_by_id(graph: Graph) -> dict[str, str]:
    lanes = {lane.id: lane.name for lane in graph.lanes.values()}
    pools = {pool.id: pool.name for pool in graph.pools.values()}
    return {**graph.names, **lanes, **pools}
