"""Other steps of the same process, nearest first."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.contract import Option
from processes.change.options.called import Called
from processes.change.options.rows import hosts, is_on_one_path
from processes.model import Model
from processes.model.graph import Graph

MOST = 400


def others(model: Model, step: str) -> Sequence[Option]:
    """The steps with which a step can change places; no event hangs on any of them."""
    graph = model.graph
    fixed = hosts(graph)
    if not is_on_one_path(graph, step) or step in fixed:
        return []
    called, scope = Called(graph), graph.nodes[step].scope
    near = [o for o in _by_nearness(graph, step) if graph.nodes[o].scope == scope and is_on_one_path(graph, o)]
    near = [one for one in near if one not in fixed]
    return [Option(one, called(one)) for one in near[:MOST]]


def _by_nearness(graph: Graph, step: str) -> list[str]:
    """All nodes that can be reached from a step along ways or against them, step by step, itself left out."""
    found, ahead = {step: None}, [step]
    for here in ahead:
        fresh = [o for o in (*graph.after(here), *graph.before(here)) if o in graph.nodes and o not in found]
        ahead += dict.fromkeys(fresh)
        found |= dict.fromkeys(fresh)
    return list(found)[1:]
