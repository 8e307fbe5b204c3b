"""All that can be taken out of a model in one act, whether or not it is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from processes.change.draft import Draft
from processes.change.kinds.eliminate.pair import pair_with
from processes.model import Model
from processes.model.graph import ACTIVITIES, EVENTS, GATEWAYS

_IN_A_ROW = ACTIVITIES | {"intermediateCatchEvent", "intermediateThrowEvent"}
_ENDS = frozenset({"startEvent", "endEvent"})
# How many gateways are looked at for the one that belongs to them.
MOST = 200


def all_places(model: Model) -> Iterator[tuple[str, ...]]:
    """Every step, every two in a row, every event but the only start and end, and two gateways that belong together."""
    nodes = model.graph.nodes
    yield from ((node.id,) for node in nodes.values() if node.is_activity)
    for flow in model.graph.flows.values():
        ends = (flow.source, flow.target)
        if flow.source != flow.target and all(end in nodes and nodes[end].type in _IN_A_ROW for end in ends):
            yield ends
    often = Counter((node.scope, node.type) for node in nodes.values())
    for node in nodes.values():
        if node.type in EVENTS and (node.type not in _ENDS or often[node.scope, node.type] > 1):
            yield (node.id,)
    yield from _pairs(model)


def _pairs(model: Model) -> Iterator[tuple[str, ...]]:
    gateways = [node.id for node in model.graph.nodes.values() if node.type in GATEWAYS]
    draft = Draft(model.root)
    seen: set[tuple[str, ...]] = set()
    for gateway in gateways[:MOST] if len(gateways) > 1 else ():
        found = pair_with(draft, draft.elements[gateway]) if gateway in draft.elements else None
        if found is not None:
            ends = (str(found.first.get("id")), str(found.last.get("id")))
            if ends not in seen:
                seen.add(ends)
                yield ends
