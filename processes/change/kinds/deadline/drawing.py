"""Drawing a timer at the lower edge of a step, and below it what happens then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processes.change.draft import Draft, Element
from processes.change.draft.room import Room
from processes.change.draft.waypoints import Box
from processes.change.drawing.block import is_clear
from processes.change.drawing.figures import add_shape
from processes.change.drawing.geometry import Surroundings, meets, overlap
from processes.change.drawing.moving import lead_again
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import BORDER, CLEAR, GAP

EVENT = 36.0
# Where along the lower edge an event hangs, the usual place first.
_PLACES = (0.75, 0.5, 0.25, 0.95, 0.05)


def draw_deadline(
    draft: Draft, host: Element, event: Element, made: Sequence[Element], ways: Sequence[Element]
) -> None:
    """Draw an event at the border of a step, new nodes in a row below it, and the ways between them."""
    identity = str(host.get("id"))
    sheet = Sheet.of(draft, host, host.getparent())
    box = sheet.box(identity) if sheet is not None else None
    if sheet is None or box is None:
        return
    hung = _at_edge(sheet, box, identity)
    if made:
        width, height = sheet.size_of_steps()
        size = (width + (GAP + EVENT if len(made) > 1 else 0.0), height)
        room = _row(draft, sheet, box, hung, size, identity)
        sheet = Sheet(draft, sheet.plane, sheet.scope)
        add_shape(draft, sheet.plane, event, hung)
        add_shape(draft, sheet.plane, made[0], (room[0], room[1], width, height))
        for end in made[1:]:
            middle = room[1] + (height - EVENT) / 2
            add_shape(draft, sheet.plane, end, (room[0] + width + GAP, middle, EVENT, EVENT))
    else:
        add_shape(draft, sheet.plane, event, hung)
    lead_again(draft, sheet.plane, host.getparent(), ways)


def _at_edge(sheet: Sheet, host: Box, identity: str) -> Box:
    """A place at the lower edge where no other event hangs and no way is docked; else the usual one."""
    x, y, width, height = host
    hanging = [box for name, box in sheet.solid({identity}).items() if overlap(box, host, 1) and box[2] <= 60]
    docked = [(point[0] - 1, point[1] - 1, 2.0, 2.0) for point in sheet.docked(())]
    boxes = [(x + width * place - EVENT / 2, y + height - EVENT / 2, EVENT, EVENT) for place in _PLACES]
    free = (b for b in boxes if not any(overlap(b, other, 2) for other in (*hanging, *docked)))
    alone = (b for b in boxes if not any(overlap(b, other, 2) for other in hanging))
    return next(free, next(alone, boxes[0]))


def _row(draft: Draft, sheet: Sheet, host: Box, hung: Box, size: tuple[float, float], identity: str) -> Box:
    """A free place below a step and right of the event on it, in its band; else in room that is made for it."""
    band = _around(sheet, host)
    around = sheet.surroundings((), ())
    beside = Surroundings((*around.boxes, hung), around.labels, around.lines)
    for box in _below(host, hung, size):
        if is_clear(box, band, beside) and _is_near(box, hung, host, around):
            return box
    left = hung[0] + EVENT / 2 + GAP
    low = host[1] + host[3] + EVENT / 2
    for box in sorted(sheet.solid({identity}).values(), key=lambda one: one[1]):
        across = box[0] < left + size[0] + CLEAR and hung[0] < box[0] + box[2] + CLEAR
        if across and box[1] <= low < box[1] + box[3] and (band is None or box[1] + box[3] <= band[1] + band[3]):
            low = box[1] + box[3]
    if band is not None:
        low = min(low, band[1] + band[3] - 1)
    draft.make_room(Room(sheet.name, "y", low + 1, size[1] + 3 * CLEAR))
    sheet = Sheet(draft, sheet.plane, sheet.scope)
    beside, band = sheet.surroundings((), ()), _around(sheet, host)
    rows = ((left + 20 * step, low + 1.5 * CLEAR, *size) for step in range(25))
    clear = [box for box in rows if is_clear(box, band, beside)]
    near = (box for box in clear if _is_near(box, hung, host, beside))
    found = next(near, next(iter(clear), (left, low + 1.5 * CLEAR, *size)))
    missing = found[0] + size[0] + CLEAR - (band[0] + band[2]) if band is not None else 0.0
    if band is not None and missing > 0:
        draft.make_room(Room(sheet.name, "x", band[0] + band[2] - 1, missing))
    return found


def _is_near(box: Box, hung: Box, host: Box, around: Surroundings) -> bool:
    """Whether a way straight down from the event, and to the box, runs through nothing."""
    across, foot, middle = hung[0] + EVENT / 2, hung[1] + EVENT, box[1] + box[3] / 2
    ends = (across, box[1]) if box[0] < across < box[0] + box[2] else (across, middle)
    pieces = [((across, foot), ends), (ends, (box[0], middle) if box[0] > across else ends)]
    others = [other for other in around.boxes if other not in (host, hung)]
    return not any(meets(other, piece, CLEAR / 3) for other in others for piece in pieces)


def _below(host: Box, hung: Box, size: tuple[float, float]) -> Iterator[Box]:
    """Places below a step, the nearest first."""
    start = hung[0] + EVENT / 2
    for down in range(0, 240, 20):
        top = host[1] + host[3] + GAP + down
        for left in (start + GAP, start - size[0] / 2, start + 2 * GAP, start + 4 * GAP):
            yield (left, top, *size)


def _around(sheet: Sheet, host: Box) -> Box | None:
    """The smallest box of a lane, pool or sub-process that a step stands in."""
    holders = [sheet.band(None), *(sheet.box(str(lane.get("id"))) for lane in sheet.draft.all("lane"))]
    found = [b for b in holders if b is not None and b[0] <= host[0] and b[1] <= host[1]
             and host[0] + host[2] <= b[0] + b[2] and host[1] + host[3] <= b[1] + b[3] + BORDER]  # fmt: skip
    return min(found, key=lambda b: b[2] * b[3], default=None)
