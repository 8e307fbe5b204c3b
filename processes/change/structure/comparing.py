"""What tells a change of paths from another one where it is read off two models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from processes.change.contract import Seen
from processes.model.graph import Flow, Graph

LONGEST_ROW = 100


def new_gateways(seen: Seen, tag: str) -> list[str]:
    """The gateways of a type that are in the changed model only."""
    was = seen.base.graph.nodes
    return [n.id for n in seen.changed.graph.nodes.values() if n.type == tag and n.id not in was]


def in_a_row(graph: Graph, steps: Sequence[str]) -> tuple[str, ...]:
    """These steps in the order in which they follow one another in a graph; () where they are no row."""
    wanted = set(steps)
    if not wanted <= graph.nodes.keys() or not steps:
        return ()
    first = [step for step in steps if not wanted & {*graph.before(step)}]
    row = first[:1]
    while row and len(row) < len(wanted):
        after = [step for step in graph.after(row[-1]) if step in wanted and step not in row]
        if len(after) != 1:
            return ()
        row += after
    return tuple(row)


def detours(seen: Seen, *, back: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """Steps between two new either-or gateways with a way past them, or back, and what that is taken on."""
    was, now = seen.base.graph, seen.changed.graph
    new = {*new_gateways(seen, "exclusiveGateway")}
    for flow in now.flows.values():
        if flow.source not in new or flow.target not in new or flow.source == flow.target:
            continue
        before, behind = (flow.target, flow.source) if back else (flow.source, flow.target)
        row = _row_between(was, now, before, behind, flow)
        if row:
            yield row, flow.condition or flow.name


def _row_between(was: Graph, now: Graph, before: str, behind: str, detour: Flow) -> tuple[str, ...]:
    firsts = [now.flows[one].target for one in now.nodes[before].outgoing if one != detour.id]
    if len(firsts) != 1 or firsts[0] not in was.nodes:
        return ()
    row = [firsts[0]]
    while len(row) < LONGEST_ROW:
        after = now.after(row[-1])
        if len(after) != 1:
            return ()
        following = next(iter(after))
        if following == behind:
            return tuple(row)
        if following not in was.nodes or following in row:
            return ()
        row.append(following)
    return ()


def who_stands_elsewhere(seen: Seen) -> Mapping[str, str]:
    """By each node at whose ways another one stands now: who that is; {} where ways came or went as well."""
    was, now = seen.base.graph, seen.changed.graph
    if was.flows.keys() != now.flows.keys():
        return {}
    comes: dict[str, str] = {}
    for flow in was.flows.values():
        there = now.flows[flow.id]
        for old, new in ((flow.source, there.source), (flow.target, there.target)):
            if comes.setdefault(old, new) != new:
                return {}
    elsewhere = {old: new for old, new in comes.items() if old != new}
    return elsewhere if {*elsewhere} == {*elsewhere.values()} else {}
