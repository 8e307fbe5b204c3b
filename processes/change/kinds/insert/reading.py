"""New steps read off two models: on a way, at the same time as others, or only on a condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.change.contract import Seen
from processes.change.contract.place import At
from processes.change.structure.comparing import in_a_row, new_gateways
from processes.change.structure.given import given_ids
from processes.model.graph import Graph, Node


@dataclass(frozen=True, slots=True)
class Found:
    """A new step, where it comes, and what of it would be otherwise if nothing were said."""

    node: Node
    at: At | None
    beside: tuple[str, ...] = ()
    when: str = ""
    lane: str = ""
    id: str = ""


def on_ways(seen: Seen) -> Iterator[Found]:
    """New steps on ways that were there."""
    was = seen.base.graph
    for node in _new(seen):
        way = _way_to(seen, node)
        if way in was.flows:
            yield _found(seen, node, _doer(was, way), At("flow", way))


def on_conditions(seen: Seen) -> Iterator[Found]:
    """New steps between two new either-or gateways, with a way past them that is taken otherwise."""
    was, now = seen.base.graph, seen.changed.graph
    gateways = {*new_gateways(seen, "exclusiveGateway")}
    for node in _new(seen):
        way = _way_to(seen, node)
        ends = (now.flows[way].source, now.after(node.id)[0]) if way else ("", "")
        if not {*ends} <= gateways or len(now.nodes[ends[0]].incoming) != 1:
            continue
        past = [flow for flow in now.flows.values() if (flow.source, flow.target) == ends]
        into = now.nodes[ends[0]].incoming[0]
        if len(past) == 1 and past[0].is_default and into in was.flows:
            said = now.flows[way].condition or now.flows[way].name
            yield _found(seen, node, _doer(was, into), At("flow", into), when=said)


def beside_others(seen: Seen) -> Iterator[Found]:
    """New steps in a branch of their own, with or without a choice around them, between a new split and a new join."""
    was, now = seen.base.graph, seen.changed.graph
    for split in new_gateways(seen, "parallelGateway"):
        if len(now.after(split)) != 2:
            continue
        for mine, other in (now.after(split), now.after(split)[::-1]):
            node, join, said = _branch(seen, mine)
            if node is None or other not in was.nodes or join not in now.nodes or join in was.nodes:
                continue
            last = next((one for one in now.before(join) if one in was.nodes), "")
            stretch = _stretch(now, other, last, join)
            if last and stretch:
                yield _found(seen, node, other, None, in_a_row(was, stretch) or (other, last), said)


def _branch(seen: Seen, first: str) -> tuple[Node | None, str, str]:
    """The new step of a branch, the join behind it, and the condition on which it is done."""
    now, new = seen.changed.graph, {node.id for node in _new(seen)}
    if first in new:
        return now.nodes[first], now.after(first)[0], ""
    if first not in new_gateways(seen, "exclusiveGateway"):
        return None, "", ""
    for flow in (now.flows[one] for one in now.nodes[first].outgoing):
        behind = now.after(flow.target)[0] if flow.target in new else ""
        if behind and len(now.after(behind)) == 1:
            return now.nodes[flow.target], now.after(behind)[0], flow.condition or flow.name
    return None, "", ""


def _stretch(now: Graph, first: str, last: str, join: str) -> list[str]:
    """What lies between a first step and a last one."""
    found: list[str] = []
    todo = [first]
    while todo:
        here = todo.pop()
        if here in found or here == join:
            continue
        found.append(here)
        todo += now.after(here) if here != last else ()
    return found if last in found else []


def _new(seen: Seen) -> list[Node]:
    """The new steps and events that one way leads to, and one on from."""
    now = seen.changed.graph
    added = (now.nodes[change.step] for change in seen.found.of("added"))
    return [node for node in added if len(node.incoming) == len(node.outgoing) == 1]


def _way_to(seen: Seen, node: Node) -> str:
    (way,) = node.incoming
    return way if way in seen.changed.graph.flows else ""


def _doer(was: Graph, way: str) -> str:
    """Who does a new step on a way, unless something else is said."""
    source, target = was.flows[way].source, was.flows[way].target
    nodes = was.nodes
    return source if nodes[source].is_activity or not nodes[target].is_activity else target


def _found(
    seen: Seen, node: Node, doer: str, at: At | None, beside: tuple[str, ...] = (), when: str = ""
) -> Found:  # fmt: skip
    (given,) = given_ids(seen.base, 1)
    lanes = [_lane(seen.changed.graph, node.id), _lane(seen.base.graph, doer)]
    lane = lanes[0] if lanes[0] != lanes[1] and lanes[0] in seen.base.graph.lanes else ""
    return Found(node, at, beside, when, lane, "" if node.id == given else node.id)


def _lane(graph: Graph, node: str) -> str:
    """The innermost lane that names a node."""
    return next((lane.id for lane in [*graph.lanes.values()][::-1] if node in lane.nodes), "")
