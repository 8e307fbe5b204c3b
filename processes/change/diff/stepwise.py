"""Steps that came, went, or say something else than before."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.diff.facts import Facts, facts
from processes.change.diff.match import Matching
from processes.change.diff.values import Change
from processes.change.names import TYPES, label_of, lane_of, listed, plain, quoted, sentence
from processes.model import Model
from processes.model.graph import GATEWAYS, Graph, Node

_OWN_KIND = frozenset({"timer", "message", "signal", "error"})


def is_structure(node: Node) -> bool:
    """Whether a node only shapes the paths: a gateway, start or end that nobody gave a name."""
    plain_end = node.type in ("startEvent", "endEvent") and not node.events
    return not plain(node.name) and (node.type in GATEWAYS or plain_end)


def eliminated_and_added(before: Graph, after: Graph, pairs: Matching) -> Iterator[Change]:
    """One change for every step that is there in one model only."""
    gone = {node.id for node in pairs.gone}
    for node in pairs.gone:
        if not is_structure(node) and node.scope not in gone:
            words = (
                f"{sentence(label_of(before, node.id))} is eliminated{_holding(before, node)}{_where(before, node)}."
            )
            yield Change("eliminated", node.id, words, before=plain(node.name))
    fresh = {node.id for node in pairs.new}
    for node in pairs.new:
        if not is_structure(node) and node.scope not in fresh:
            kind = "" if plain(node.name) == "" else f" as {_a(TYPES.get(node.type, 'step'))}"
            words = f"{sentence(label_of(after, node.id))} is added{kind}{_where(after, node)}."
            yield Change("added", node.id, words, after=plain(node.name))


def _holding(graph: Graph, node: Node) -> str:
    inner = [n.id for n in _inside(graph, node.id) if n.is_activity]
    if not inner:
        return ""
    names = listed(label_of(graph, i) for i in inner[:5]) + (" and more" if len(inner) > 5 else "")
    return f" with the {len(inner)} step{'s' if len(inner) > 1 else ''} in it, {names}"


def _inside(graph: Graph, scope: str) -> Iterator[Node]:
    """What stands in a sub-process, at any depth."""
    todo = [scope]
    while todo:
        for node in graph.scopes.get(todo.pop(), ()):
            yield node
            todo.append(node.id)


def _where(graph: Graph, node: Node) -> str:
    lane = lane_of(graph, node)
    if not lane:
        return ""
    return f" (lane {lane})" if node.lane and plain(node.lane) == lane else f" (pool {lane})"


def _a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def step_changes(before: Model, after: Model, pairs: Matching) -> Iterator[Change]:
    """Changes of steps that are in both models."""
    old_facts, new_facts = facts(before), facts(after)
    stood, stands = _lanes(before.graph), _lanes(after.graph)
    for old_id, new_id in pairs.nodes.items():
        old, new = before.graph.nodes[old_id], after.graph.nodes[new_id]
        yield from _texts(before.graph, after.graph, old, new)
        if old_id not in stood or stood[old_id] != stands.get(new_id):
            yield from _lane(before.graph, after.graph, old, new)
        yield from _details(new_id, label_of(after.graph, new_id), old_facts.get(old_id), new_facts.get(new_id))


def _texts(before: Graph, after: Graph, old: Node, new: Node) -> Iterator[Change]:
    name = sentence(label_of(before, old.id))
    if old.name != new.name:
        words = f"{name} is now called {quoted(new.name)}." if plain(new.name) else f"{name} has no name any more."
        yield Change("retitled", new.id, words, old.name, new.name)
    if old.documentation != new.documentation:
        how = "is taken out" if not new.documentation else "is new" if not old.documentation else "is changed"
        words = f"The work instruction of {label_of(after, new.id)} {how}."
        yield Change("instructed", new.id, words, old.documentation, new.documentation)
    if old.type != new.type:
        was, now = TYPES.get(old.type, old.type), TYPES.get(new.type, new.type)
        words = f"{name} is now {_a(now)} instead of {_a(was)}." if was != now else f"{name} is now of type {new.type}."
        yield Change("type", new.id, words, old.type, new.type)


def _lanes(graph: Graph) -> dict[str, str]:
    """The id of the innermost lane of each node that one names; a lane that only has another name is the same lane."""
    return {node: lane.id for lane in graph.lanes.values() for node in lane.nodes}


def _lane(before: Graph, after: Graph, old: Node, new: Node) -> Iterator[Change]:
    if old.lane == new.lane and old.process == new.process:
        return
    was, now = lane_of(before, old), lane_of(after, new)
    if was == now or not (was or now):
        return
    words = f"{sentence(label_of(after, new.id))} moves from {was or 'no lane'} to {now or 'no lane'}."
    yield Change("moved_lane", new.id, words, was, now)


def _details(step: str, name: str, old: Facts | None, new: Facts | None) -> Iterator[Change]:
    if old is None or new is None or old == new:
        return
    was, now = dict(old.events), dict(new.events)
    for kind in sorted(was.keys() | now.keys()):
        if was.get(kind) != now.get(kind):
            what = kind if kind in _OWN_KIND else "event"
            words = f"The {kind} of {name} is now {_value(now, kind)} instead of {_value(was, kind)}."
            yield Change(what, step, words, was.get(kind), now.get(kind))
    if old.loop != new.loop:
        now_words = f"runs {new.loop}" if new.loop else "is done once only"
        words = f"{sentence(name)} {now_words}" + (f" instead of {old.loop}." if old.loop else ".")
        yield Change("multi_instance", step, words, old.loop, new.loop)


def _value(events: dict[str, str], kind: str) -> str:
    return "none" if kind not in events else quoted(events[kind]) if events[kind] else "unset"
