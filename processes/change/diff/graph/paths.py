"""Who comes after whom, gateways looked through; and how often work changes hands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from processes.model.graph import GATEWAYS, Graph, Node

# Nobody draws so many gateways in a row; where a file has them, what lies behind is compared flow by flow.
FAR = 1_000


def followed(graph: Graph) -> dict[str, frozenset[str]]:
    """For every node that is not a gateway, the nodes it can directly follow."""
    return {n.id: _through(graph, n.id, back=True) for n in graph.nodes.values() if n.type not in GATEWAYS}


def following(graph: Graph) -> dict[str, frozenset[str]]:
    """For every node that is not a gateway, the nodes that can directly follow it."""
    return {n.id: _through(graph, n.id, back=False) for n in graph.nodes.values() if n.type not in GATEWAYS}


def _through(graph: Graph, node: str, *, back: bool) -> frozenset[str]:
    step = graph.before if back else graph.after
    found: set[str] = set()
    seen: set[str] = set()
    todo = list(step(node))
    while todo and len(seen) < FAR:
        other = todo.pop()
        if other in seen or other not in graph.nodes:
            continue
        seen.add(other)
        if graph.nodes[other].type in GATEWAYS:
            todo += step(other)
        else:
            found.add(other)
    return frozenset(found)


def steps(graph: Graph) -> int:
    """How many steps of work a model has."""
    return sum(n.is_activity for n in graph.nodes.values())


def handovers(graph: Graph) -> int:
    """How many pairs of steps follow each other in different lanes or pools, messages between pools included."""
    onward = following(graph)
    work = [n for n in graph.nodes.values() if n.is_activity]
    pairs = {(a.id, b.id) for a in work for b in _work_after(graph, onward, a) if _hands(a, b)}
    return len(pairs) + len(graph.message_flows)


def _work_after(graph: Graph, onward: Mapping[str, frozenset[str]], node: Node) -> Iterator[Node]:
    seen: set[str] = set()
    todo = list(onward[node.id])
    while todo:
        other = todo.pop()
        if other in seen:
            continue
        seen.add(other)
        if graph.nodes[other].is_activity:
            yield graph.nodes[other]
        else:
            todo += onward[other]


def _hands(a: Node, b: Node) -> bool:
    return (a.lane or a.process) != (b.lane or b.process)
