"""Which steps of a model a case has gone past, so that it will not do them: other ways were taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from processes.model.graph import CONTAINERS, Graph, Node
from processes.model.way import is_one_step


def passed_over(graph: Graph, here: Collection[str], done: Collection[str]) -> frozenset[str]:
    """Give the steps that were not done and that nothing leads to from where work stands; from nowhere once it is over.

    Of a pool in which nothing has happened none is passed over: a message may still start it. What happens at the
    border of a step, in an event sub-process or by a link is reached with what it belongs to.
    """
    touched = {graph.nodes[one].process for one in (*here, *done) if one in graph.nodes}
    ahead = _reachable(graph, here)
    return frozenset(
        node.id
        for node in graph.nodes.values()
        if node.process in touched and is_one_step(node) and node.id not in ahead and node.id not in done
    )


def _reachable(graph: Graph, here: Collection[str]) -> set[str]:
    known = {one for one in here if one in graph.nodes}
    holders = {outer.id for one in known for outer in _around(graph, graph.nodes[one])}
    found: set[str] = set()
    todo = [*known, *holders]
    for scope in {*(graph.nodes[one].scope for one in todo), *holders}:
        todo += [node.id for node in graph.scopes.get(scope, ()) if node.triggered_by_event]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        node = graph.nodes[name]
        # What is under way inside of a part goes on from there; a part that is done again begins anew.
        if node.type in CONTAINERS and (name not in holders or node.loop is not None or node.type == "adHocSubProcess"):
            todo += [inner.id for inner in graph.scopes.get(name, ())]
        todo += _next(graph, node)
    return found


def _around(graph: Graph, node: Node) -> Iterator[Node]:
    """Give the parts that hold a node, inner ones first."""
    while node.scope in graph.nodes:
        node = graph.nodes[node.scope]
        yield node


def _next(graph: Graph, node: Node) -> list[str]:
    beside = graph.scopes.get(node.scope, ())
    found = [one for one in graph.after(node.id) if one in graph.nodes]
    found += [one.id for one in beside if one.attached_to == node.id]
    if node.link is not None and node.type == "intermediateThrowEvent":
        found += [one.id for one in beside if one.link == node.link and one.type == "intermediateCatchEvent"]
    return found
