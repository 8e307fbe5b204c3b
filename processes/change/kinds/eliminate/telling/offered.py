"""What can go at a step in one act: it with others in a row, the events at its border, the gateways around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processes.change.contract import Option
from processes.change.names import listed
from processes.change.options.called import Called
from processes.change.options.rows import rows
from processes.messages import _
from processes.model import Model
from processes.model.graph import GATEWAYS, Graph


def together(model: Model, step: str) -> Sequence[Option]:
    """The rows with a step, then what is next to it and no work itself."""
    graph = model.graph
    called = Called(graph)
    found = [Option(list(row), listed(map(called, row))) for row in rows(graph, step, 2, 4)]
    border = [node.id for node in graph.nodes.values() if node.attached_to == step]
    found += [Option([event], _("Only {event} at its border", event=called(event))) for event in border]
    beside = _events_beside(graph, step)
    found += [Option([event], _("Only {event} next to it", event=called(event))) for event in beside]
    pair = _gateways_around(graph, step)
    if pair:
        names = listed(map(called, pair))
        found.append(Option(list(pair), _("Only the gateways around it: {gateways}", gateways=names)))
    return found


def _events_beside(graph: Graph, step: str) -> Iterator[str]:
    for other in (*graph.before(step), *graph.after(step)) if step in graph.nodes else ():
        node = graph.nodes.get(other)
        if node is not None and node.type.startswith("intermediate"):
            yield other


def _gateways_around(graph: Graph, step: str) -> tuple[str, ...]:
    """The two gateways between which a step stands alone in its branch."""
    if step not in graph.nodes:
        return ()
    ends = (graph.before(step), graph.after(step))
    if any(len(end) != 1 for end in ends):
        return ()
    around = tuple(next(iter(end)) for end in ends)
    known = [graph.nodes.get(one) for one in around]
    return around if len({*around}) == 2 and all(n is not None and n.type in GATEWAYS for n in known) else ()
