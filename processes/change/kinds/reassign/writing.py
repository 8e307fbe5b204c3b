"""Moving a step to another lane, in the file and in the drawing."""

from __future__ import annotations

from processes.change.draft import Draft, Element, kind
from processes.change.draft.nodes import lane_of, put_in_lane
from processes.change.draft.room import Room
from processes.change.draft.waypoints import Box
from processes.change.drawing.block import free_place
from processes.change.drawing.geometry import overlap
from processes.change.drawing.moving import lead_all_again, move_nodes
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import BORDER, CLEAR
from processes.change.names import quoted
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.lanes import lane_called
from processes.change.structure.paths import called
from processes.messages import _
from processes.model.assignment import attributes_in
from processes.model.graph import ACTIVITIES

CODES = {
    **structural("NO_SUCH_LANE", "NOT_AN_ACTIVITY"),
    "SAYS_WHO_ITSELF": "the step itself names who does it, whichever lane it stands in",
    "IN_THIS_LANE": "the step is in this lane already",
}
_WHO = frozenset({"assignee", "candidateUsers", "candidateGroups"})


def says_who_itself(step: Element) -> bool:
    """Whether a step names who does it, whichever lane it stands in."""
    return bool(_WHO & attributes_in(step).keys())


def reassign(draft: Draft, step: Element, wanted: str, leave: str) -> None:
    """Let another lane name a step, and draw it in its band; raises `CannotChange`."""
    keep = Choice("keep", leave)
    identity = str(step.get("id"))
    if kind(step) not in ACTIVITIES:
        words = _("{step} is an event or a gateway. Choose steps where work is done.", step=called(step))
        raise CannotChange("NOT_AN_ACTIVITY", words, identity, (keep,))
    if says_who_itself(step):
        words = _("{step} names who does it by itself, so another lane would change nothing. Change that in the model.",
                  step=called(step))  # fmt: skip
        raise CannotChange("SAYS_WHO_ITSELF", words, identity, (keep,))
    lane = lane_called(draft, step, wanted, keep)
    if lane_of(draft, step) is lane:
        words = _("{step} is already done by {lane}.", step=called(step), lane=quoted(lane.get("name") or wanted))
        raise CannotChange("IN_THIS_LANE", words, identity, (keep,))
    put_in_lane(draft, step, lane)
    sheet = Sheet.of(draft, step, step.getparent())
    box = sheet.box(identity) if sheet is not None else None
    band = sheet.band(lane) if sheet is not None else None
    if sheet is None or box is None or band is None:
        return
    place = free_place(sheet, box, lane, {identity})
    if not _fits(sheet, place, band, identity):
        low = max(
            (b[1] + b[3] for b in sheet.solid({identity}).values() if _shares(b, box, band)), default=band[1] + BORDER
        )
        low = min(low, band[1] + band[3] - 1)
        draft.make_room(Room(sheet.name, "y", low, box[3] + 2 * CLEAR))
        place = (box[0], low + CLEAR, box[2], box[3])
    moved = move_nodes(draft, sheet.plane, {identity: place})
    lead_all_again(draft, sheet.plane, sheet.scope, moved)


def _shares(one: Box, box: Box, band: Box) -> bool:
    """Whether a box stands in a band above or below another one."""
    across = one[0] < box[0] + box[2] + CLEAR and box[0] < one[0] + one[2] + CLEAR
    return across and band[1] <= one[1] and one[1] + one[3] <= band[1] + band[3]


def _fits(sheet: Sheet, place: Box, band: Box, identity: str) -> bool:
    inside = band[1] <= place[1] and place[1] + place[3] <= band[1] + band[3]
    return inside and not any(overlap(place, other, 2) for other in sheet.solid({identity}).values())
