"""A frame drawn around nodes that stand together: room is made for its borders, and what does not belong stays out."""

from __future__ import annotations

from collections.abc import Collection

from processes.change.draft.room import Axis, Room
from processes.change.draft.tags import Element, kind
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import Box
from processes.change.drawing.figures import add_shape
from processes.change.drawing.geometry import meets, overlap, segments
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import BORDER, CLEAR, GAP
from processes.model.elements import NODES

PAD = 40.0
EVENT = 36.0
# From the border to what stands inside: a margin, the event, and the way to it.
SIDE = 20.0 + EVENT + GAP


def bounds_of(sheet: Sheet, nodes: Collection[str], flows: Collection[str]) -> Box | None:
    """The box round nodes and the ways between them; None where one of the nodes is not drawn."""
    boxes = [sheet.box(node) for node in nodes]
    if not boxes or any(box is None for box in boxes):
        return None
    known = [box for box in boxes if box is not None]
    points = [point for flow in flows for point in sheet.way(flow)]
    points += [corner for box in known for corner in ((box[0], box[1]), (box[0] + box[2], box[1] + box[3]))]
    left, top = min(x for x, _y in points), min(y for _x, y in points)
    return left, top, max(x for x, _y in points) - left, max(y for _x, y in points) - top


def others_in(sheet: Sheet, box: Box, nodes: Collection[str]) -> list[str]:
    """The other nodes of the process that stand in a box."""
    draft = sheet.draft
    return [
        one
        for one, other in sheet.solid(nodes).items()
        if kind(draft.elements[one]) in NODES and overlap(box, other, CLEAR)
    ]


def make_frame(draft: Draft, sheet: Sheet, nodes: Collection[str], flows: Collection[str], lane: Element | None) -> Box:
    """Make room for a frame round nodes that stand together; gives where it comes."""
    for axis in ("x", "y"):
        _widen(draft, sheet, nodes, flows, lane, axis)
    box = bounds_of(Sheet(draft, sheet.plane, sheet.scope), nodes, flows)
    assert box is not None
    return box[0] - SIDE, box[1] - PAD, box[2] + 2 * SIDE, box[3] + 2 * PAD


def _widen(
    draft: Draft, sheet: Sheet, nodes: Collection[str], flows: Collection[str], lane: Element | None, axis: Axis
) -> None:
    at = 0 if axis == "x" else 1
    for end in (1, 0):
        now = Sheet(draft, sheet.plane, sheet.scope)
        box = bounds_of(now, nodes, flows)
        if box is None:
            return
        missing = SIDE if axis == "x" else PAD - _free(now, box, nodes, flows, lane, end)
        if missing > 0:
            draft.make_room(Room(now.name, axis, box[at] + (box[at + 2] + 1 if end else 0), missing))


def _free(
    sheet: Sheet, box: Box, nodes: Collection[str], flows: Collection[str], lane: Element | None, end: int
) -> float:
    """How much room there is above a box, or below it with `end`."""
    wide = (box[0] - SIDE, box[1], box[2] + 2 * SIDE, box[3])
    reach = (
        (wide[0], box[1] + box[3], wide[2], PAD + CLEAR)
        if end
        else (wide[0], box[1] - PAD - CLEAR, wide[2], PAD + CLEAR)
    )
    around = sheet.surroundings(flows, nodes)
    edges = [(other[1], other[1] + other[3]) for other in around.boxes if overlap(reach, other)]
    edges += [(min(a[1], b[1]), max(a[1], b[1])) for a, b in around.lines if meets(reach, (a, b)) and a[1] == b[1]]
    band = sheet.band(lane)
    if end:
        rooms = [low - box[1] - box[3] - CLEAR for low, _high in edges]
        rooms += [band[1] + band[3] - BORDER - box[1] - box[3]] if band is not None else []
    else:
        rooms = [box[1] - high - CLEAR for _low, high in edges]
        rooms += [box[1] - band[1] - BORDER] if band is not None else []
    return max(min(rooms, default=PAD), 0.0)


def draw_frame(draft: Draft, sheet: Sheet, holder: Element, box: Box, first: Element) -> None:
    """Draw a sub-process with what is in it, behind the first of its nodes."""
    shape = add_shape(draft, sheet.plane, holder, box)
    shape.set("isExpanded", "true")
    inner = sheet.shapes.get(str(first.get("id")))
    drawn = [one for one in sheet.plane if one.tag == shape.tag and one is not shape]
    before = drawn[0] if inner is None else inner
    before.addprevious(shape)
    shape.tail = before.getparent().text if before.getparent() is not None else None  # type: ignore[union-attr]


def crossing(sheet: Sheet, box: Box, without: Collection[str]) -> list[Element]:
    """The sequence flows that run through a box, but for those that belong to it."""
    found = []
    for flow, edges in sheet.draft.edges.items():
        what = sheet.draft.elements.get(flow)
        if what is None or kind(what) != "sequenceFlow" or flow in without or not edges:
            continue
        if any(meets(box, piece) for piece in segments(sheet.way(flow))):
            found.append(what)
    return found
