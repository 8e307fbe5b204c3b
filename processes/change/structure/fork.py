"""A split and a join around steps in a row, each of them in a branch of its own."""

from __future__ import annotations

from processes.change.draft import Draft, Element
from processes.change.draft.connect import lead_from
from processes.change.draft.nodes import lane_of, new_flow, new_node, put_in_lane, put_on
from processes.change.draft.room import Room
from processes.change.drawing.block import draw_branch
from processes.change.drawing.figures import add_shape
from processes.change.drawing.geometry import overlap
from processes.change.drawing.moving import lead_again, lead_all_again
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import CLEAR, GAP, draw_on
from processes.change.structure.paths import Path

GATE = 50.0


def fork(draft: Draft, path: Path) -> None:
    """Let the steps of a path be done at the same time: the first stays, the others get rows of their own."""
    first, *others = path.steps
    lane = lane_of(draft, first)
    split = new_node(draft, "parallelGateway", first)
    join = new_node(draft, "parallelGateway", path.steps[-1])
    for gateway in (split, join):
        put_in_lane(draft, gateway, lane)
    to_first = put_on(draft, path.into, split)
    draw_on(draft, path.into, split, to_first, lane, (GATE, GATE))
    for way in path.between:
        lead_from(draft, way, split)
    lead_from(draft, path.out, join)
    onward = [new_flow(draft, step, join, path.out) for step in path.steps]
    sheet = Sheet.of(draft, first, first.getparent())
    if sheet is None:
        return
    _draw_join(draft, sheet, first, others, join)
    for step, into, out in zip(others, path.between, onward[1:], strict=True):
        box = Sheet(draft, sheet.plane, sheet.scope).box(str(step.get("id")))
        if box is not None:
            draw_branch(draft, (split, step, join), (into, out), lane_of(draft, step), (box[2], box[3]))
    lead_all_again(draft, sheet.plane, sheet.scope, {str(step.get("id")) for step in others})
    lead_again(draft, sheet.plane, sheet.scope, (onward[0], path.out))


def _draw_join(draft: Draft, sheet: Sheet, first: Element, others: list[Element], join: Element) -> None:
    """Draw the join in line with the first step, where the next one stood if it stood there."""
    box = sheet.box(str(first.get("id")))
    if box is None:
        return
    ids = {str(step.get("id")) for step in others}
    stood = sheet.box(str(others[0].get("id")))
    y = box[1] + box[3] / 2 - GATE / 2
    at = (max(stood[0], box[0] + box[2] + GAP) if stood else box[0] + box[2] + GAP, y, GATE, GATE)
    if any(overlap(at, other, CLEAR / 2) for other in sheet.solid(ids).values()):
        beyond = box[0] + box[2] + 1
        draft.make_room(Room(sheet.name, "x", beyond, GATE + 2 * GAP))
        at = (beyond - 1 + GAP, y, GATE, GATE)
    add_shape(draft, sheet.plane, join, at)
