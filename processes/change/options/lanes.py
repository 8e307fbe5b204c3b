"""Those who could do a step: the lanes of its process, by their names."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.contract import Option
from processes.change.names import plain
from processes.model import Model


def lanes(model: Model, step: str) -> Sequence[Option]:
    """The named lanes of the process of a step in which its own does not stand and no other lanes lie."""
    graph = model.graph
    node = graph.nodes.get(step)
    if node is None:
        return []
    holders = {lane.parent for lane in graph.lanes.values()}
    fitting = [
        lane
        for lane in graph.lanes.values()
        if lane.process == node.process and lane.id not in holders and step not in lane.nodes and plain(lane.name)
    ]
    return [Option(lane.id, plain(lane.name)) for lane in fitting]
