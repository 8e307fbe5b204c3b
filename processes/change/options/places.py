"""Places on ways: those next to a step, and those to which it could go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from processes.change.contract import Option
from processes.change.names import plain
from processes.change.options.called import Called
from processes.change.options.rows import hosts, is_on_one_path
from processes.messages import _
from processes.model import Model
from processes.model.graph import GATEWAYS, Flow, Graph

MOST = 400
CHOOSE = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


def around(model: Model, step: str) -> Sequence[Option]:
    """The ways that lead on from a step, then those that lead to it; past a gateway next to it, too."""
    graph = model.graph
    node = graph.nodes.get(step)
    if node is None:
        return []
    late = [flow for n in graph.nodes.values() if n.attached_to == step for flow in n.outgoing]
    behind = [*node.outgoing, *_past(graph, graph.after(step), back=False)]
    before = [*node.incoming, *_past(graph, graph.before(step), back=True)]
    return _in_words(graph, [*behind, *before, *late])


def elsewhere(model: Model, step: str) -> Sequence[Option]:
    """The ways of the same process to which a step can be moved, in the order of the work; no event hangs on it."""
    graph = model.graph
    if not is_on_one_path(graph, step) or step in hosts(graph):
        return []
    node = graph.nodes[step]
    own = {*node.incoming, *node.outgoing}
    others = [flow for n in graph.scopes[node.scope] for flow in n.outgoing if flow not in own]
    return _in_words(graph, others)


def chosen_at(model: Model, step: str) -> Sequence[Option]:
    """The ways between which something is chosen right at a step, behind it or before it."""
    graph = model.graph
    node = graph.nodes.get(step)
    if node is None:
        return []
    near = [n for n in (*graph.after(step), *graph.before(step)) if n in graph.nodes and graph.nodes[n].type in CHOOSE]
    said, called = [], Called(graph)
    for place in dict.fromkeys([step, *near]):
        ways = [graph.flows[flow] for flow in graph.nodes[place].outgoing if flow in graph.flows]
        if len(ways) > 1:
            said += [Option(way.id, _chosen(called, way)) for way in ways if not way.is_default]
    return said


def _chosen(called: Called, way: Flow) -> str:
    to = called(way.target)
    now = plain(way.condition or way.name)
    return _("to {step}, now when “{condition}”", step=to, condition=now) if now else _("to {step}", step=to)


def _past(graph: Graph, nodes: Iterable[str], *, back: bool) -> Iterator[str]:
    for one in nodes:
        if one in graph.nodes and graph.nodes[one].type in GATEWAYS:
            yield from graph.nodes[one].incoming if back else graph.nodes[one].outgoing


def _in_words(graph: Graph, flows: Iterable[str]) -> Sequence[Option]:
    called = Called(graph)
    found = [graph.flows[flow] for flow in dict.fromkeys(flows) if flow in graph.flows]
    return [Option({"flow": way.id}, _said(called, way)) for way in found if _takes_a_step(graph, way)][:MOST]


def _takes_a_step(graph: Graph, way: Flow) -> bool:
    """Whether a step can stand on a way: both of its ends are in one process, and no event has to come first on it."""
    source, target = graph.nodes.get(way.source), graph.nodes.get(way.target)
    if source is None or target is None or source.scope != target.scope:
        return False
    return source.type != "eventBasedGateway"


def _said(called: Called, way: Flow) -> str:
    before, after = called(way.source), called(way.target)
    if on := plain(way.condition or way.name):
        return _("between {before} and {after}, when “{condition}”", before=before, after=after, condition=on)
    return _("between {before} and {after}", before=before, after=after)
