"""One scope of a model as a net: places are flows, and each node says what it takes and what it may give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, combinations

from processes.model.graph import ACTIVITIES, Flow, Graph, Node

Places = tuple[str, ...]
Marking = frozenset[tuple[str, int]]
OR_LIKE = frozenset({"inclusiveGateway", "complexGateway"})
JOINS = OR_LIKE | {"parallelGateway"}
ENDS_ALL = frozenset({"terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition"})
MANY = 6


class Net:
    """The nodes and flows of one process or sub-process, ready to be played."""

    def __init__(self, graph: Graph, scope: str) -> None:
        self.nodes = {n.id: n for n in graph.scopes.get(scope, ())}
        leaving = (graph.flows[i] for n in self.nodes.values() for i in n.outgoing)
        self.flows = {f.id: f for f in leaving if f.target in self.nodes}
        self._gives: dict[str, list[Places]] = {}
        self.incoming: dict[str, list[str]] = {i: [] for i in self.nodes}
        self.outgoing: dict[str, list[str]] = {i: [] for i in self.nodes}
        for flow in self.flows.values():
            self.outgoing[flow.source].append(flow.id)
            self.incoming[flow.target].append(flow.id)
        self.boundary: dict[str, list[str]] = {}
        for node in self.nodes.values():
            if node.type == "boundaryEvent" and node.attached_to:
                self.boundary.setdefault(node.attached_to, []).append(node.id)

    @cached_property
    def aside(self) -> frozenset[str]:
        """The flows on which several tokens do no harm: what starts beside a step, meets nothing and ends by itself.

        An event that does not interrupt may go off again before what it began is done, as in a loop.
        """
        events = (self.nodes[name] for names in self.boundary.values() for name in names)
        found: set[str] = set()
        for event in events:
            if not event.interrupting and (region := self._begun_by(event)) is not None:
                found.update(flow for name in (event.id, *region) for flow in self.outgoing[name])
        return frozenset(found)

    def _begun_by(self, event: Node) -> set[str] | None:
        """The nodes that only an event leads to; None where other ways meet them, join there, or end all."""
        region: set[str] = set()
        todo = [self.flows[flow].target for flow in self.outgoing[event.id]]
        while todo:
            name = todo.pop()
            if name not in region:
                region.add(name)
                todo += [self.flows[flow].target for flow in self.outgoing[name]]
                todo += self.boundary.get(name, ())
        within = region | {event.id}
        for node in map(self.nodes.__getitem__, region):
            sources = {self.flows[flow].source for flow in self.incoming[node.id]}
            joins = len(self.incoming[node.id]) > 1 and node.type in JOINS
            if not sources <= within or joins or node.link is not None or ENDS_ALL & set(node.events):
                return None
        return region

    @cached_property
    def links(self) -> dict[str, str]:
        """The catching end of each link, by its name."""
        return {n.link: n.id for n in self.nodes.values() if n.link is not None and n.type == "intermediateCatchEvent"}

    def beginnings(self) -> Iterator[tuple[str, Places]]:
        """Each node that may begin an instance, with the flows it may mark."""
        for node in self.nodes.values():
            if node.type == "startEvent":
                yield node.id, tuple(self.outgoing[node.id])
        for node in self.nodes.values():
            if node.type not in ("startEvent", "boundaryEvent") and not self.incoming[node.id] and not self.apart(node):
                for given in self.gives(node):
                    yield node.id, given

    def apart(self, node: Node) -> bool:
        """Whether a node is reached otherwise than by flows: event sub-processes, undo steps, ends of links."""
        return node.triggered_by_event or node.for_compensation or self._catches_link(node)

    def _catches_link(self, node: Node) -> bool:
        return node.type == "intermediateCatchEvent" and node.link is not None

    def takes(self, node: Node, marked: dict[str, int]) -> list[Places]:
        """The sets of flows that the node may take its tokens from now."""
        incoming = self.incoming[node.id]
        ready = [f for f in incoming if marked.get(f)]
        if not ready:
            return []
        if node.type == "parallelGateway":
            return [tuple(incoming)] if len(ready) == len(incoming) else []
        if node.type in OR_LIKE and len(incoming) > 1:
            empty = {f for f in incoming if not marked.get(f)}
            return [] if empty and self._may_come(marked, empty, node.id) else [tuple(ready)]
        return [(f,) for f in ready]

    def _may_come(self, marked: dict[str, int], wanted: set[str], join: str) -> bool:
        """Whether a token elsewhere could still reach a wanted flow without passing the join."""
        seen: set[str] = set()
        todo = [f for f in marked if self.flows[f].target != join]
        while todo:
            flow = todo.pop()
            if flow in wanted:
                return True
            if flow in seen or self.flows[flow].target == join:
                continue
            seen.add(flow)
            target = self.flows[flow].target
            todo += self.outgoing[target]
            todo += chain.from_iterable(self.outgoing[b] for b in self.boundary.get(target, ()))
        return False

    def gives(self, node: Node) -> list[Places]:
        """The sets of flows that the node may mark when it is done."""
        if node.id not in self._gives:
            self._gives[node.id] = self._ways(node)
        return self._gives[node.id]

    def _ways(self, node: Node) -> list[Places]:
        flows = [self.flows[f] for f in self.outgoing[node.id]]
        if node.type == "intermediateThrowEvent" and node.link is not None:
            end = self.links.get(node.link)
            return [tuple(self.outgoing[end])] if end else [()]
        if not flows:
            return [()]
        if node.type in ("exclusiveGateway", "eventBasedGateway"):
            return [(f.id,) for f in flows]
        if node.type in OR_LIKE:
            return _some(flows)
        if node.type in ACTIVITIES and any(f.condition is not None for f in flows):
            return _conditional(flows)
        return [tuple(f.id for f in flows)]


def _some(flows: list[Flow]) -> list[Places]:
    """One or more of the flows; the default alone where nothing else holds."""
    default = [f.id for f in flows if f.is_default]
    others = [f.id for f in flows if not f.is_default]
    found: list[Places] = [tuple(default)] if default else []
    if len(others) > MANY:
        return [*found, *((f,) for f in others), tuple(others)]
    return [*found, *_subsets(others)]


def _conditional(flows: list[Flow]) -> list[Places]:
    """Flows without a condition always, each conditional one or not, the default where none holds."""
    always = tuple(f.id for f in flows if f.condition is None and not f.is_default)
    default = tuple(f.id for f in flows if f.is_default)
    maybe = [f.id for f in flows if f.condition is not None and not f.is_default]
    choices = _subsets(maybe) if len(maybe) <= MANY else [*((f,) for f in maybe), tuple(maybe)]
    return [*(always + chosen for chosen in choices), always + default]


def _subsets(flows: list[str]) -> list[Places]:
    return [chosen for size in range(1, len(flows) + 1) for chosen in combinations(flows, size)]


def marking(flows: Places) -> Marking:
    """Give a marking with one token on each of the flows."""
    return frozenset(Counter(flows).items())
