"""Which element of one model is which of the other: by id, then by label, type and neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from processes.change.names import plain
from processes.model.graph import Flow, Graph, Node

# How many of its like before and after its place a node is compared with: enough for every drawing, and bounded.
NEAR = 25


@dataclass(slots=True)
class Matching:
    """Pairs of ids from the older to the newer model, and what is left over on either side."""

    nodes: dict[str, str] = field(default_factory=dict)
    gone: list[Node] = field(default_factory=list)
    new: list[Node] = field(default_factory=list)
    flows: list[tuple[Flow, Flow]] = field(default_factory=list)
    flows_gone: list[Flow] = field(default_factory=list)
    flows_new: list[Flow] = field(default_factory=list)

    @property
    def ids(self) -> dict[str, str]:
        """Ids of nodes and flows of the older model with those they have in the newer one."""
        return {**{a.id: b.id for a, b in self.flows}, **self.nodes}


def match(before: Graph, after: Graph) -> Matching:
    """Pair the nodes and flows of two graphs."""
    found = Matching(nodes={i: i for i in before.nodes if i in after.nodes})
    taken = set(found.nodes.values())
    left = [n for n in before.nodes.values() if n.id not in found.nodes]
    right = [n for n in after.nodes.values() if n.id not in taken]
    _by_likeness(found, before, after, left, right)
    taken = set(found.nodes.values())
    found.gone = [n for n in left if n.id not in found.nodes]
    found.new = [n for n in right if n.id not in taken]
    _flows(found, before, after)
    return found


def _by_likeness(found: Matching, before: Graph, after: Graph, left: list[Node], right: list[Node]) -> None:
    """Pair nodes of one look by how many neighbours they share, told by those already paired or by their labels."""
    groups: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in right:
        groups[_look(node)].append(node)
    there = {n.id: _around(after, n, lambda i: (i, plain(after.nodes[i].name))) for n in right}
    places: dict[tuple[str, str], int] = defaultdict(int)
    pairs: list[tuple[int, int, str, str]] = []
    for old in left:
        back, on = _around(before, old, lambda i: (found.nodes.get(i) or plain(before.nodes[i].name),))
        alike, place = groups[_look(old)], places[_look(old)]
        places[_look(old)] += 1
        start = max(0, min(place, len(alike)) - NEAR)
        for new in alike[start : start + 2 * NEAR]:
            score = len(back & there[new.id][0]) + len(on & there[new.id][1])
            if score or plain(old.name):
                pairs.append((-score, len(pairs), old.id, new.id))
    taken: set[str] = set()
    for _, _, old_id, new_id in sorted(pairs):
        if old_id not in found.nodes and new_id not in taken:
            found.nodes[old_id] = new_id
            taken.add(new_id)


def _look(node: Node) -> tuple[str, str]:
    return plain(node.name).casefold(), node.type


def _around(graph: Graph, node: Node, called: Callable[[str], Iterable[str]]) -> tuple[frozenset[str], frozenset[str]]:
    """What the neighbours before and after a node are known by."""

    def known(ids: tuple[str, ...]) -> frozenset[str]:
        return frozenset(name for i in ids if i in graph.nodes for name in called(i) if name)

    return known(graph.before(node.id)), known(graph.after(node.id))


def _flows(found: Matching, before: Graph, after: Graph) -> None:
    by_ends: dict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in after.flows.values():
        by_ends[flow.source, flow.target].append(flow)
    rest = []
    taken: set[str] = set()
    for old in before.flows.values():
        same = by_ends.get((found.nodes.get(old.source, ""), found.nodes.get(old.target, "")), [])
        choice = next((f for f in same if f.id == old.id), None) or next(
            (f for f in same if f.id not in taken and f.id not in before.flows), None
        )
        if choice is None or choice.id in taken:
            rest.append(old)
            continue
        taken.add(choice.id)
        found.flows.append((old, choice))
    for old in rest:
        new = after.flows.get(old.id)
        if new is None or new.id in taken:
            found.flows_gone.append(old)
        else:
            taken.add(new.id)
            found.flows.append((old, new))
    found.flows_new = [f for f in after.flows.values() if f.id not in taken]
