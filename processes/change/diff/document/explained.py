"""Which differences of the documents are explained already by the changes of steps and ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from processes.change.diff.graph.match import Matching
from processes.change.diff.graph.paths import FAR
from processes.change.diff.graph.steps import is_structure
from processes.change.diff.values import Change
from processes.change.names import plain
from processes.change.tree.canonical import Twig
from processes.change.tree.differences import Difference
from processes.model import Model
from processes.model.elements import NODES
from processes.model.graph import GATEWAYS, Flow, Graph, Node
from processes.model.names import refers, refers_by_text

_EVENTS = frozenset({"timer", "message", "signal", "error", "event"})
_IN_WORDS = frozenset({"name", "messageRef", "signalRef", "errorRef", "escalationRef"})
_ENDS = frozenset({"sourceRef", "targetRef"})
_TIED = frozenset({"association", "dataInputAssociation", "dataOutputAssociation"})
_NAMED_BY = {"lane": "renamed", "participant": "renamed", "process": "renamed", "messageFlow": "message_flow"}


class Explained:
    """What the changes say; asked for one difference after the other."""

    def __init__(self, before: Model, after: Model, pairs: Matching, changes: Iterable[Change]) -> None:
        self.before, self.after, self.pairs = before.graph, after.graph, pairs
        changes = list(changes)
        self.said = {(c.kind, c.step) for c in changes}
        self.events = {(c.before, c.after) for c in changes if c.kind in _EVENTS}
        self.gone = _reached(self.before, pairs.gone, self.said)
        self.fresh = _reached(self.after, pairs.new, self.said)
        self.lost = self.gone | (_aside(before.graph) - _aside(after.graph))
        self.won = self.fresh | (_aside(after.graph) - _aside(before.graph))
        self.inherited = {f.condition for f in pairs.flows_gone if f.condition}
        self.labels = {plain(f.name) for f in pairs.flows_gone if plain(f.name)}
        self.rerouted = {step for kind, step in self.said if kind == "rerouted"}

    def covers(self, found: Difference) -> bool:
        """Whether a reader knows of this difference."""
        twig = found.twig
        chain = list(twig.up())
        holder = next((t for t in chain if t.bpmn in NODES or t.bpmn in _OWNERS), None)
        if self._points_at_change(found) or self._lanes(found):
            return True
        if holder is None:
            return False
        if holder.bpmn in NODES:
            return self._node(found, holder, chain)
        if holder.bpmn == "sequenceFlow":
            return self._flow(found, holder)
        return self._other(found, holder)

    def _points_at_change(self, found: Difference) -> bool:
        """A reference that came or went with what it refers to."""
        twig = found.twig
        if found.what not in ("added", "removed") or not twig.bpmn:
            return False
        if twig.bpmn in ("incoming", "outgoing"):
            return self._leads_anew(twig.text)
        refs = {twig.text} if refers_by_text(twig.bpmn) else set()
        if twig.bpmn in _TIED:
            refs |= {v for k, v in twig.attributes.items() if refers(k)} | {c.text for c in twig.children}
        if twig.bpmn == "flowNodeRef" and ("moved_lane", twig.text) in self.said:
            return True
        return bool(refs & (self.lost if found.what == "removed" else self.won))

    def _leads_anew(self, flow_id: str) -> bool:
        old, new = self.before.flows.get(flow_id), self.after.flows.get(flow_id)
        return (old or new) is not None and (old is None or new is None or _ends(old) != _ends(new))

    def _node(self, found: Difference, node: Twig, chain: list[Twig]) -> bool:
        step = node.id
        if found.twig is node:
            return self._of_node(found, step)
        inner = chain[chain.index(node) - 1]
        if inner.bpmn == "documentation":
            return found.what != "attribute" and ("instructed", step) in self.said
        if inner.bpmn.endswith("EventDefinition"):
            return self._event(found, inner, step)
        if inner.bpmn.endswith("LoopCharacteristics"):
            own = found.name == "isSequential" if found.what == "attribute" else not _extends(found.twig)
            return own and ("multi_instance", step) in self.said
        return False

    def _of_node(self, found: Difference, step: str) -> bool:
        if found.what in ("added", "removed"):
            return step in (self.gone if found.what == "removed" else self.fresh)
        if found.what == "tag":
            return ("type", step) in self.said
        if found.name == "name":
            return ("retitled", step) in self.said
        if found.name == "default":
            ways = {found.was, found.now} - {None}
            now_gone = found.now is None and found.was in self.before.flows and found.was not in self.after.flows
            return now_gone or any(("default", way) in self.said for way in ways)
        return False

    def _event(self, found: Difference, definition: Twig, step: str) -> bool:
        kind = definition.bpmn.removesuffix("EventDefinition")
        if (kind if kind in _EVENTS else "event", step) not in self.said:
            return False
        if found.what == "attribute":
            return found.twig is definition and found.name in _IN_WORDS
        return not _extends(found.twig) and found.what in ("text", "added", "removed")

    def _flow(self, found: Difference, flow: Twig) -> bool:
        if found.twig is flow:
            if found.name in _ENDS and found.was and self.pairs.nodes.get(found.was) == found.now:
                return True  # the same step, of which it is said that it has another id
            if found.what in ("added", "removed", "moved") or found.name in _ENDS:
                return self._way(flow.id)
            if found.name == "name":
                label = plain(found.now or "")
                return ("condition", flow.id) in self.said or any(one in label for one in self.labels)
            return False
        inner = next(t for t in found.twig.up() if t.parent is flow)
        if inner.bpmn != "conditionExpression" or found.what == "attribute":
            return False
        now = self.after.flows.get(flow.id)
        return ("condition", flow.id) in self.said or (now is not None and now.condition in self.inherited)

    def _way(self, flow_id: str) -> bool:
        """Whether a reader was told that paths lead otherwise where a flow came, went or changed its ends."""
        old, new = self.before.flows.get(flow_id), self.after.flows.get(flow_id)
        if old is not None and new is not None and self._meets_structure(old, new):
            return True
        was = old is None or {old.source, old.target} & self.gone or self._near(self.before, old, old_side=True)
        now = new is None or {new.source, new.target} & self.fresh or self._near(self.after, new, old_side=False)
        return (old or new) is not None and bool(was) and bool(now)

    def _meets_structure(self, old: Flow, new: Flow) -> bool:
        """Whether a flow only leads to, or from, a gateway that came or went, as a reader was told."""
        pairs = ((old.source, new.source), (old.target, new.target))
        other = [(a, b) for a, b in pairs if self.pairs.nodes.get(a, a) != b]
        return bool(other) and all(a in self.gone or b in self.fresh for a, b in other)

    def _near(self, graph: Graph, flow: Flow, *, old_side: bool) -> bool:
        return self._leads(graph, flow.target, True, old_side) or self._leads(graph, flow.source, False, old_side)

    def _leads(self, graph: Graph, node: str, onward: bool, old_side: bool) -> bool:
        """Whether a step that follows (or comes before) a node, gateways looked through, was said to be re-routed."""
        seen, todo = {node}, [node]
        while todo and len(seen) < FAR:
            one = todo.pop()
            name = self.pairs.nodes.get(one, one) if old_side else one
            if name in self.rerouted:
                return True
            if one in graph.nodes and graph.nodes[one].type in GATEWAYS:
                ahead = graph.after(one) if onward else graph.before(one)
                todo += [n for n in ahead if n not in seen]
                seen.update(ahead)
        return False

    def _other(self, found: Difference, owner: Twig) -> bool:
        kind = _NAMED_BY.get(owner.bpmn, "annotation")
        if (kind, owner.id) not in self.said:
            return self._renamed_event(found, owner)
        if found.what in ("added", "removed"):
            return found.twig is owner or owner.bpmn == "textAnnotation"
        if owner.bpmn == "textAnnotation":
            return found.what == "text"
        return found.twig is owner and (found.name == "name" or (owner.bpmn == "messageFlow" and found.name in _ENDS))

    def _renamed_event(self, found: Difference, owner: Twig) -> bool:
        """The name of a message or signal that steps were said to wait for under another one."""
        if owner.bpmn not in ("message", "signal", "error", "escalation") or found.name != "name":
            return False
        was, now = found.was or "", found.now or ""
        return found.twig is owner and (was, now) in self.events

    def _lanes(self, found: Difference) -> bool:
        if found.twig.bpmn != "laneSet" or found.what not in ("added", "removed"):
            return False
        lanes = [t for t in found.twig.walk() if t.bpmn == "lane"]
        return bool(lanes) and all(("renamed", t.id) in self.said for t in lanes)


_OWNERS = frozenset({"sequenceFlow", "textAnnotation", "message", "signal", "error", "escalation", *_NAMED_BY})


def _aside(graph: Graph) -> set[str]:
    return {*graph.message_flows, *graph.notes}


def _extends(twig: Twig) -> bool:
    return any(t.bpmn == "extensionElements" for t in twig.up())


def _ends(flow: Flow) -> tuple[str, str]:
    return flow.source, flow.target


def _reached(graph: Graph, nodes: list[Node], said: set[tuple[str, str]]) -> set[str]:
    """The nodes of one side only that a reader knows of: named, inside what is named, or shaping a named path."""
    kinds = ("eliminated", "added", "rerouted")
    left: Mapping[str, Node] = {n.id: n for n in nodes}
    known = {n.id for n in nodes if any((kind, n.id) in said for kind in kinds)}
    for node in nodes:
        if node.scope in left and node.scope in known:
            known.add(node.id)
    todo = list(known)
    while todo:
        one = todo.pop()
        for other in (*graph.before(one), *graph.after(one)):
            if other in left and other not in known and is_structure(left[other]):
                known.add(other)
                todo.append(other)
    return known
