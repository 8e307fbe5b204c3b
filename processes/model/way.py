"""What is certain to be done after a step, whatever is decided on the way, and where that depends."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from processes.model.graph import CONTAINERS, Graph, Node
from processes.model.outline import reading_order

# What follows each node of a scope, and whether all of it does.
_Ways = Mapping[str, tuple[bool, list[str]]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step that will be done; `depends` says that others may be done before it, or the same again.

    An empty `step` at the end says that others may follow the last one that is certain.
    """

    step: str
    depends: bool = False


def ahead(graph: Graph, here: Collection[str]) -> tuple[Ahead, ...]:
    """Give what is certain once work stands at these steps, in reading order, out to the end of the process.

    A step is certain if each way to an end leads through it (it post-dominates); of ways that are gone side by side
    each counts. An event that interrupts a step is a way like others; what starts besides a step is not told.
    """
    found: list[Ahead] = []
    for scope, inside in _by_scope(graph, here):
        found += _in_scope(graph, scope, inside)
    return tuple(_joined(found))


def _joined(found: list[Ahead]) -> Iterator[Ahead]:
    """Let what may be done at the end of a part be what may be done before the step that is certain after it."""
    depends = False
    for one in found:
        if one.step:
            yield Ahead(one.step, one.depends or depends)
        depends = not one.step
    if depends:
        yield Ahead("", True)


def is_one_step(node: Node) -> bool:
    """Whether people know a node as a step: work, and not a part whose own steps are told instead."""
    return node.is_activity and not _is_open(node) and not node.for_compensation and not node.triggered_by_event


def _is_open(node: Node) -> bool:
    """Whether the steps inside are told in place of the whole: each is done once, in the order that is drawn."""
    return node.type in CONTAINERS and node.type != "adHocSubProcess" and node.loop is None


def _by_scope(graph: Graph, here: Collection[str]) -> Iterator[tuple[str, set[str]]]:
    """Give the scopes in which work stands, inner ones first, each with the nodes that hold it."""
    standing: dict[str, set[str]] = {}
    todo = [node for node in here if node in graph.nodes]
    depth: dict[str, int] = {}
    while todo:
        node = graph.nodes[todo.pop()]
        standing.setdefault(node.scope, set()).add(node.id)
        if node.scope in graph.nodes:
            todo.append(node.scope)
    for scope in standing:
        depth[scope], outer = 0, scope
        while outer in graph.nodes:
            depth[scope], outer = depth[scope] + 1, graph.nodes[outer].scope
    for scope in sorted(standing, key=lambda one: -depth[one]):
        yield scope, standing[scope]


def _in_scope(graph: Graph, scope: str, here: Collection[str]) -> list[Ahead]:
    order = [node.id for node in reading_order(graph, scope)]
    ways = _ways_of(graph, scope)
    certain = _certain(ways, order, here)
    told = [one for one in order if one in certain and one not in here and _tells(graph, one)]
    found: list[Ahead] = []
    for name, depends in _marked(graph, ways, [*here], told):
        node = graph.nodes.get(name)
        if node is not None and _is_open(node):
            starts = [one.id for one in graph.scopes.get(name, ()) if not one.incoming and not one.attached_to]
            inner = _in_scope(graph, name, starts)
            found += [Ahead("", True), *inner] if depends else inner
        else:
            found.append(Ahead(name, depends))
    return found


def _tells(graph: Graph, name: str) -> bool:
    node = graph.nodes[name]
    return is_one_step(node) or (_is_open(node) and not node.triggered_by_event)


def _marked(graph: Graph, ways: _Ways, here: list[str], told: list[str]) -> Iterator[tuple[str, bool]]:
    """Give the certain steps in order, each with whether something else may be done before it."""
    before, coming = here, set(told)
    for name in told:
        yield name, _may_do_else(graph, ways, before, coming)
        before = [name]
        coming.discard(name)
    if _may_do_else(graph, ways, before, coming):
        yield "", True


def _may_do_else(graph: Graph, ways: _Ways, before: list[str], coming: Collection[str]) -> bool:
    """Whether a way from here leads to work that is not certain, or done again, before it comes to what is."""
    seen: set[str] = set()
    todo = [one for name in before for one in ways[name][1]]
    while todo:
        name = todo.pop()
        if name in seen or name in coming:
            continue
        seen.add(name)
        if _tells(graph, name):
            return True
        todo += ways[name][1]
    return False


def _certain(ways: _Ways, order: list[str], here: Collection[str]) -> set[str]:
    """Give the nodes of a scope that are met on each way from here to an end: as bits, the greatest fixed point."""
    bit = {name: 1 << number for number, name in enumerate(order)}
    met = dict.fromkeys(order, (1 << len(order)) - 1)
    changed = True
    while changed:
        changed = False
        for name in reversed(order):
            is_all, after = ways[name]
            then = [met[one] for one in after]
            now = 0 if not then or is_all else then[0]
            for one in then:
                now = now | one if is_all else now & one
            now |= bit[name]
            if now != met[name]:
                met[name], changed = now, True
    together = 0
    for name in here:
        together |= met.get(name, 0) & _reachable(ways, name, bit)
    return {name for name in order if together & bit[name]}


def _reachable(ways: _Ways, start: str, bit: dict[str, int]) -> int:
    seen, todo, found = set[str](), [start], 0
    while todo:
        name = todo.pop()
        if name in seen or name not in bit:
            continue
        seen.add(name)
        found |= bit[name]
        todo += ways[name][1]
    return found


def _ways_of(graph: Graph, scope: str) -> _Ways:
    """Give what follows each node; without conditions the flows out of a step are all gone (BPMN 10.2.1.1)."""
    nodes = {node.id: node for node in graph.scopes.get(scope, ())}
    aside: dict[str, list[str]] = {}
    catching: dict[str, list[str]] = {}
    for node in nodes.values():
        if node.attached_to and node.interrupting and "compensateEventDefinition" not in node.events:
            aside.setdefault(node.attached_to, []).append(node.id)
        if node.link is not None and node.type == "intermediateCatchEvent":
            catching.setdefault(node.link, []).append(node.id)
    ways: dict[str, tuple[bool, list[str]]] = {}
    for name, node in nodes.items():
        after = [one for one in graph.after(name) if one in nodes]
        if node.link is not None and node.type == "intermediateThrowEvent":
            after += catching.get(node.link, [])
        has_conditions = any(graph.flows[flow].condition for flow in node.outgoing)
        is_all = node.type == "parallelGateway" or (node.is_activity and not has_conditions)
        ways[name] = (is_all and name not in aside, after + aside.get(name, []))
    return ways
