"""A way past steps, or back before them, on a condition: between two either-or gateways around them."""

from __future__ import annotations

from processes.change.draft.nodes import lane_of, new_flow, new_node, put_in_lane, put_on, write_condition
from processes.change.draft.tags import Element
from processes.change.draft.tree import Draft
from processes.change.drawing.moving import lead_again
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import draw_on
from processes.change.structure.paths import Path

GATE = 50.0


def around(
    draft: Draft, path: Path, condition: str, *, back: bool, otherwise: bool = False
) -> tuple[Element, Element, Element]:  # fmt: skip
    """Put a gateway before and one behind the steps of a path, with a way past them, or back; gives the three.

    The way through, or on, is the one taken otherwise; with `otherwise` that past them is.
    """
    first, last = path.steps[0], path.steps[-1]
    before = new_node(draft, "exclusiveGateway", first)
    behind = new_node(draft, "exclusiveGateway", last)
    put_in_lane(draft, before, lane_of(draft, first))
    put_in_lane(draft, behind, lane_of(draft, last))
    inner = put_on(draft, path.into, before)
    draw_on(draft, path.into, before, inner, lane_of(draft, before), (GATE, GATE))
    onward = put_on(draft, path.out, behind)
    draw_on(draft, path.out, behind, onward, lane_of(draft, behind), (GATE, GATE))
    ends = (behind, before) if back else (before, behind)
    detour = new_flow(draft, *ends, onward)
    through = onward if back else inner
    write_condition(through if otherwise else detour, condition)
    ends[0].set("default", str((detour if otherwise else through).get("id")))
    sheet = Sheet.of(draft, before, before.getparent())
    if sheet is not None:
        lead_again(draft, sheet.plane, sheet.scope, (detour,))
    return before, behind, detour
