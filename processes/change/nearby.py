"""The steps at which an element of a model lies: the ends of a way, all that stands in a lane, what a note is about."""

from __future__ import annotations

from collections.abc import Iterator

from processes.model.graph import Graph


def steps_at(graph: Graph, element: str) -> Iterator[str]:
    """The ids of what an element lies at; of a flow node it is its own."""
    if element in graph.nodes:
        yield element
    if element in graph.flows:
        yield from (graph.flows[element].source, graph.flows[element].target)
    if element in graph.message_flows:
        yield from (graph.message_flows[element].source, graph.message_flows[element].target)
    if element in graph.notes:
        yield from graph.notes[element].about
    lanes = [element] if element in graph.lanes else []
    while lanes:
        lane = lanes.pop()
        yield from graph.lanes[lane].nodes
        lanes += [inner.id for inner in graph.lanes.values() if inner.parent == lane]
