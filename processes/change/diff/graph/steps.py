"""Steps that came, went, or say something else than before."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.diff.graph.facts import Facts, facts
from processes.change.diff.graph.match import Matching
from processes.change.diff.values import Change
from processes.change.diff.wording.terms import term
from processes.change.names import TYPES, label_of, lane_of, listed, plain, quoted, sentence
from processes.messages import _, ngettext, pgettext, placed
from processes.model import Model
from processes.model.graph import GATEWAYS, Graph, Node

_TAKEN_OUT = _("The work instruction of {step} is taken out.")
_NEW, _CHANGED = _("The work instruction of {step} is new."), _("The work instruction of {step} is changed.")
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
            words = _gone_words(before, node, sentence(label_of(before, node.id)), _where(before, node))
            yield Change("eliminated", node.id, words, before=plain(node.name))
    fresh = {node.id for node in pairs.new}
    for node in pairs.new:
        if not is_structure(node) and node.scope not in fresh:
            words = _new_words(node, sentence(label_of(after, node.id)), _where(after, node))
            yield Change("added", node.id, words, after=plain(node.name))


def _gone_words(graph: Graph, node: Node, name: str, place: str) -> str:
    inner = [n.id for n in _inside(graph, node.id) if n.is_activity]
    if not inner:
        if place:
            return _("{step} is taken out ({place}).", step=name, place=place)
        return _("{step} is taken out.", step=name)
    steps = listed(label_of(graph, i) for i in inner[:5])
    if len(inner) > 5:
        steps = _("{steps} and more", steps=steps)
    if not place:
        return ngettext(
            "{step} is taken out with the {n} step in it, {steps}.",
            "{step} is taken out with the {n} steps in it, {steps}.",
            len(inner), step=name, steps=steps,
        )  # fmt: skip
    return ngettext(
        "{step} is taken out with the {n} step in it, {steps} ({place}).",
        "{step} is taken out with the {n} steps in it, {steps} ({place}).",
        len(inner), step=name, steps=steps, place=place,
    )  # fmt: skip


def _new_words(node: Node, name: str, place: str) -> str:
    if not plain(node.name):
        if place:
            return _("{step} is added ({place}).", step=name, place=place)
        return _("{step} is added.", step=name)
    kind = TYPES.get(node.type, TYPES["task"])
    if place:
        return _("{step} is added as {kind} ({place}).", step=name, kind=kind, place=place)
    return _("{step} is added as {kind}.", step=name, kind=kind)


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
    if node.lane and plain(node.lane) == lane:
        return _("lane {lane}", lane=lane)
    return _("pool {pool}", pool=lane)


def step_changes(before: Model, after: Model, pairs: Matching) -> Iterator[Change]:
    """Changes of steps that are in both models."""
    old_facts, new_facts = facts(before), facts(after)
    stood, stands = _lanes(before.graph), _lanes(after.graph)
    for old_id, new_id in pairs.nodes.items():
        old, new = before.graph.nodes[old_id], after.graph.nodes[new_id]
        yield from _texts(before.graph, after.graph, old, new)
        if old_id not in stood or stood[old_id] != stands.get(new_id):
            yield from _lane(before.graph, after.graph, old, new)
        yield from _details(after.graph, new_id, old_facts.get(old_id), new_facts.get(new_id))


def _texts(before: Graph, after: Graph, old: Node, new: Node) -> Iterator[Change]:
    if old.name != new.name:
        name = sentence(label_of(before, old.id))
        words = _("{name} has no name any more.", name=name)
        if plain(new.name):
            words = _("{name} is now called {now}.", name=name, now=quoted(new.name))
        yield Change("retitled", new.id, words, old.name, new.name)
    if old.documentation != new.documentation:
        said = _TAKEN_OUT if not new.documentation else _NEW if not old.documentation else _CHANGED
        taught = placed(said, step=label_of(after, new.id))
        yield Change("instructed", new.id, taught, old.documentation, new.documentation)
    if old.type != new.type:
        was, now = TYPES.get(old.type, old.type), TYPES.get(new.type, new.type)
        name = sentence(label_of(before, old.id))
        words = _("{name} is now of type {type}.", name=name, type=new.type)
        if was != now:
            words = _("{name} is now {now} instead of {was}.", name=name, now=now, was=was)
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
    ends = {"was": was or pgettext("from or to", "no lane"), "now": now or pgettext("from or to", "no lane")}
    words = _("{step} moves from {was} to {now}.", step=sentence(label_of(after, new.id)), **ends)
    yield Change("moved_lane", new.id, words, was, now)


def _details(graph: Graph, step: str, old: Facts | None, new: Facts | None) -> Iterator[Change]:
    if old is None or new is None or old == new:
        return
    name = label_of(graph, step)
    was, now = dict(old.events), dict(new.events)
    for kind in sorted(was.keys() | now.keys()):
        if was.get(kind) != now.get(kind):
            what = kind if kind in _OWN_KIND else "event"
            words = _(
                "The {event} of {step} is now {now} instead of {was}.",
                event=term(kind), step=name, now=_value(now, kind), was=_value(was, kind),
            )  # fmt: skip
            yield Change(what, step, words, was.get(kind), now.get(kind))
    if old.loop != new.loop:
        yield Change("multi_instance", step, _loop_words(sentence(name), old.loop, new.loop), old.loop, new.loop)


def _loop_words(name: str, was: str, now: str) -> str:
    if now and was:
        return _("{step} runs {now} instead of {was}.", step=name, now=now, was=was)
    if now:
        return _("{step} runs {now}.", step=name, now=now)
    return _("{step} is done once only instead of {was}.", step=name, was=was)


def _value(events: dict[str, str], kind: str) -> str:
    if kind not in events:
        return pgettext("value", "none")
    return quoted(events[kind]) if events[kind] else pgettext("value", "unset")
