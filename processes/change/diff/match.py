"""Which element of one model is which of the other: by id, then by label, type and neighbours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from processes.change.names import plain
from processes.model.graph import Flow, Graph, Node


@dataclass(slots=True)
class Matching:
    """Pairs of ids from the older to the newer model, and what is left over on either side."""

    nodes: dict[str, str] = field(default_factory=dict)
    gone: list[Node] = field(default_factory=list)
    new: list[Node] = field(default_factory=list)
    flows: list[tuple[Flow, Flow]] = field(default_factory=list)
    flows_gone: list[Flow] = field(default_factory=list)
    flows_new: list[Flow] = field(default_factory=list)


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
    groups: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in right:
        groups[_look(node)].append(node)
    pairs: list[tuple[int, int, str, str]] = []
    for old in left:
        for new in groups[_look(old)]:
            score = _shared(found, before, after, old, new)
            if score or plain(old.name):
                pairs.append((-score, len(pairs), old.id, new.id))
    taken: set[str] = set()
    for _, _, old_id, new_id in sorted(pairs):
        if old_id not in found.nodes and new_id not in taken:
            found.nodes[old_id] = new_id
            taken.add(new_id)


def _look(node: Node) -> tuple[str, str]:
    return plain(node.name).casefold(), node.type


def _shared(found: Matching, before: Graph, after: Graph, old: Node, new: Node) -> int:
    """How many neighbours two nodes have in common, told by those already paired or by their labels."""

    def known(ids: tuple[str, ...]) -> set[str]:
        return {found.nodes.get(i) or plain(before.nodes[i].name) for i in ids if i in before.nodes} - {""}

    def seen(ids: tuple[str, ...]) -> set[str]:
        return {x for i in ids if i in after.nodes for x in (i, plain(after.nodes[i].name))} - {""}

    back = known(before.before(old.id)) & seen(after.before(new.id))
    on = known(before.after(old.id)) & seen(after.after(new.id))
    return len(back) + len(on)


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
