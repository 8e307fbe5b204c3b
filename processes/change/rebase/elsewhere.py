"""Carrying operations over to another model: what they are about is found there, or suggested for a person to confirm.

Between models of which one began as the other, ids say what is what. Between models that were drawn apart, names find
it in one case out of four at best: there they only suggest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from processes.change.contract import Operation
from processes.change.contract.place import At
from processes.change.kinds import Insert, operation_from
from processes.change.names import lane_of, plain
from processes.change.refusal import CannotChange
from processes.model import Model
from processes.model.graph import Graph, Node

LIKELY, MOST = 0.5, 3
TOLD = 0.3
LABEL, LANE, AROUND = 0.6, 0.15, 0.25


@dataclass(frozen=True, slots=True)
class Anchor:
    """What may stand for an element in another model, and how alike the two are, from 0 to 1."""

    source: str
    target: str
    score: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Operations as they are to be made on another model, unless elements are `missing` there.

    For these there may be `suggested` ones, the likeliest first; they are known by their ids in the model they are of.
    """

    operations: tuple[Operation, ...]
    missing: tuple[str, ...] = ()
    suggested: tuple[Anchor, ...] = ()


def carried_over(
    base: Model, changed: Model | None, other: Model, operations: Sequence[Operation], *, akin: bool,
    chosen: Mapping[str, str],
) -> Elsewhere:  # fmt: skip
    """Say how operations that were made on `base` are to be made on another model.

    `akin` are models that began as one. `chosen` says for elements of the base which ones of the other they are.
    `changed` is what the operations made of the base: new elements get the ids that they have there.
    """
    known: dict[str, str] = {}
    missing: list[str] = []
    for element in dict.fromkeys(_needed(base.graph, operations, other.graph, akin=akin)):
        found = _found(element, other.graph, chosen, akin=akin)
        if found is None:
            missing.append(element)
        else:
            known[element] = found
    if missing:
        likely = (a for one in missing for a in _alike(base.graph, one, other.graph, akin=akin))
        return Elsewhere((), tuple(missing), tuple(likely))
    ways = dict(_ways(base.graph, other.graph, operations, known, akin=akin))
    return Elsewhere(tuple(_said(o, base, changed, other, known | ways) for o in operations))


def _needed(graph: Graph, operations: Sequence[Operation], other: Graph, *, akin: bool) -> Iterator[str]:
    """The elements that have to be found: of a way that is another one there, the steps that it joins."""
    for anchor in (one for operation in operations for one in operation.anchors):
        flow = graph.flows.get(anchor)
        if flow is None:
            yield anchor
        elif not (akin and anchor in other.flows):
            yield from (flow.source, flow.target)


def _found(element: str, other: Graph, chosen: Mapping[str, str], *, akin: bool) -> str | None:
    if element in chosen:
        return chosen[element] if _is_there(chosen[element], other) else None
    return element if akin and _is_there(element, other) else None


def _is_there(element: str, graph: Graph) -> bool:
    return any(element in known for known in (graph.nodes, graph.flows, graph.lanes, graph.pools, graph.notes))


def _ways(
    graph: Graph, other: Graph, operations: Sequence[Operation], known: Mapping[str, str], *, akin: bool
) -> Iterator[tuple[str, str]]:
    """The ways of the other model that join the same steps."""
    for anchor in {one for operation in operations for one in operation.anchors if one in graph.flows}:
        if akin and anchor in other.flows:
            continue
        ends = known[graph.flows[anchor].source], known[graph.flows[anchor].target]
        same = [flow.id for flow in other.flows.values() if (flow.source, flow.target) == ends]
        if len(same) == 1:
            yield anchor, same[0]


def _said(
    operation: Operation, base: Model, changed: Model | None, other: Model, known: Mapping[str, str]
) -> Operation:  # fmt: skip
    """An operation with the ids of the other model."""
    written = operation.write()
    for parameter in operation.parameters:
        value = getattr(operation, parameter.attribute)
        if parameter.name not in written:
            continue
        if isinstance(value, At):
            value = _place(value, base.graph, other.graph, known)
            written[parameter.name] = parameter.write(value)
        elif parameter.elements(value):
            written[parameter.name] = _renamed(written[parameter.name], known)
        elif value in base.graph.lanes and value not in other.graph.lanes:
            written[parameter.name] = base.graph.lanes[value].name
    made = operation_from(written)
    return _with_its_id(made, changed, base, other) if isinstance(made, Insert) else made


def _place(at: At, base: Graph, other: Graph, known: Mapping[str, str]) -> At:
    """A place; on a way that was led elsewhere it is right after the step before, or else right before the next."""
    if at.by != "flow" or at.id in known or at.id in other.flows:
        return replace(at, id=known.get(at.id, at.id))
    flow = base.flows[at.id]
    source = other.nodes.get(known[flow.source])
    if source is not None and len(source.outgoing) == 1:
        return At("after", source.id)
    return At("before", known[flow.target])


def _renamed(written: object, known: Mapping[str, str]) -> object:
    if isinstance(written, str):
        return known.get(written, written)
    if isinstance(written, list):
        return [_renamed(one, known) for one in written]
    if isinstance(written, dict):
        return {name: _renamed(one, known) for name, one in written.items()}
    return written


def _with_its_id(made: Insert, changed: Model | None, base: Model, other: Model) -> Insert:
    """A new step with the id that it has where it was first made, unless that is another one's here."""
    if made.id or changed is None:
        return replace(made, id="") if made.id and _is_there(made.id, other.graph) else made
    graph = changed.graph
    new = [
        node.id
        for node in graph.nodes.values()
        if node.id not in base.graph.nodes and (node.type, node.name) == (made.type, made.title)
    ]
    if len(new) != 1 or _is_there(new[0], other.graph):
        return made
    try:
        return Insert.read({**made.write(), "id": new[0]})
    except CannotChange:
        return made


def _alike(graph: Graph, element: str, other: Graph, *, akin: bool) -> list[Anchor]:
    """The steps of another model that an element may be, the likeliest first.

    Among models that began as one, a step that both have is itself and stands for no other.
    """
    node = graph.nodes.get(element)
    if node is None:
        return []
    found = (
        Anchor(element, one.id, round(_likeness(graph, node, other, one), 2))
        for one in other.nodes.values()
        if (one.type == node.type or (one.is_activity and node.is_activity)) and not (akin and one.id in graph.nodes)
    )
    return sorted((a for a in found if a.score >= TOLD), key=lambda a: (-a.score, a.target))[:MOST]


def _likeness(graph: Graph, node: Node, other: Graph, one: Node) -> float:
    """How alike two steps are by their names, lanes and neighbours; nothing where their names have little in common."""
    named = _alike_words(node.name, one.name)
    if named < LIKELY:
        return 0.0
    lane = lane_of(graph, node).casefold()
    same_lane = bool(lane) and lane == lane_of(other, one).casefold()
    return LABEL * named + LANE * same_lane + AROUND * _alike_sets(_around(graph, node), _around(other, one))


def _around(graph: Graph, node: Node) -> frozenset[str]:
    flows = [graph.flows[i] for i in (*node.incoming, *node.outgoing) if i in graph.flows]
    ends = {end for flow in flows for end in (flow.source, flow.target)} - {node.id}
    return frozenset(plain(graph.nodes[end].name).casefold() for end in ends if end in graph.nodes) - {""}


def _alike_words(first: str, second: str) -> float:
    a, b = plain(first).casefold(), plain(second).casefold()
    if not a or not b:
        return 0.0
    return max(_alike_sets(frozenset(a.split()), frozenset(b.split())), SequenceMatcher(None, a, b).ratio())


def _alike_sets(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second) if first and second else 0.0
