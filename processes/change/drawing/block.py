"""A step in a branch of its own, between a split and a join: drawn in a free row, or in one that is made for it."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.draft.room import Room
from processes.change.draft.tags import Element
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import Box
from processes.change.drawing.figures import add_shape
from processes.change.drawing.geometry import Surroundings, meets, overlap
from processes.change.drawing.moving import lead_again, move_nodes
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import BORDER, CLEAR, GAP


def draw_branch(
    draft: Draft, nodes: tuple[Element, Element, Element], flows: tuple[Element, Element], lane: Element | None,
    size: tuple[float, float],
) -> None:  # fmt: skip
    """Draw a node between a split and a join that are drawn, in the band of its lane; or move it there."""
    split, node, join = (str(one.get("id")) for one in nodes)
    sheet = Sheet.of(draft, nodes[0], nodes[1].getparent())
    if sheet is None or sheet.box(split) is None or sheet.box(join) is None:
        return
    _widen(draft, sheet, split, join, size[0])
    sheet = Sheet(draft, sheet.plane, sheet.scope)
    box = _row(draft, sheet, (split, node, join), lane, size)
    sheet = Sheet(draft, sheet.plane, sheet.scope)
    if node in sheet.shapes:
        move_nodes(draft, sheet.plane, {node: box})
    else:
        add_shape(draft, sheet.plane, nodes[1], box)
    lead_again(draft, sheet.plane, nodes[1].getparent(), flows)


def _widen(draft: Draft, sheet: Sheet, split: str, join: str, width: float) -> None:
    """Let a split and a join stand far enough from each other."""
    source, target = sheet.box(split), sheet.box(join)
    if source is None or target is None or source[0] + source[2] > target[0]:
        return
    missing = width + 2 * GAP - (target[0] - source[0] - source[2])
    if missing > 0:
        draft.make_room(Room(sheet.name, "x", target[0], missing))


def _row(
    draft: Draft, sheet: Sheet, names: tuple[str, str, str], lane: Element | None, size: tuple[float, float]
) -> Box:
    """A free row for a box between a split and a join: below first, then above, else one that is made below."""
    split, node, join = names
    source, target = sheet.box(split), sheet.box(join)
    assert source is not None and target is not None
    left = (source[0] + source[2] + target[0] - size[0]) / 2
    band = sheet.band(lane)
    around = sheet.surroundings((), (node,))
    for box in _rows(source, left, size, band, around):
        if is_clear(box, band, around):
            return box
    between = [b for b in around.boxes if b[0] < target[0] and source[0] < b[0] + b[2] and _inside(b, band)]
    bottom, top = source[1] + source[3], source[1]
    low = max((b[1] + b[3] for b in between if b[1] <= bottom + size[1]), default=bottom)
    high = min((b[1] for b in between if b[1] + b[3] >= top and b[1] <= top), default=top)
    under, over = ((left, y, *size) for y in (low + CLEAR, high - CLEAR - size[1]))
    crossed = [any(meets(box, line, CLEAR / 2) for line in around.lines) for box in (under, over)]
    if crossed[0] and not crossed[1]:
        draft.make_room(Room(sheet.name, "y", high, size[1] + 2 * CLEAR))
        return (left, high + CLEAR, *size)
    if band is not None:
        low = min(max(low, band[1] + BORDER), band[1] + band[3] - 1)
    draft.make_room(Room(sheet.name, "y", low + 1, size[1] + 2 * CLEAR))
    return (left, low + CLEAR, *size)


def _rows(source: Box, left: float, size: tuple[float, float], band: Box | None, around: Surroundings) -> Iterator[Box]:
    middle = source[1] + source[3] / 2
    places = {b[1] + b[3] + CLEAR for b in around.boxes} | {b[1] - CLEAR - size[1] for b in around.boxes}
    below = sorted(y for y in places if middle + CLEAR < y < middle + 400)
    above = sorted((y for y in places if middle - 400 < y < middle - CLEAR - size[1]), reverse=True)
    for y in (middle + 65, *below, middle - 65 - size[1], *above):
        yield (left, y, *size)
    if band is not None:
        yield (left, band[1] + (band[3] - size[1]) / 2, *size)


def _inside(box: Box, band: Box | None) -> bool:
    return band is None or (band[1] <= box[1] and box[1] + box[3] <= band[1] + band[3])


def is_clear(box: Box, band: Box | None, around: Surroundings) -> bool:
    """Whether a box lies in a band, and clear of all boxes, labels and ways around."""
    if band is not None and not (
        band[1] + BORDER <= box[1] and box[1] + box[3] <= band[1] + band[3] - BORDER
        and band[0] + BORDER <= box[0] and box[0] + box[2] <= band[0] + band[2] - BORDER
    ):  # fmt: skip
        return False
    return not (
        any(overlap(box, other, CLEAR - 1) for other in around.boxes)
        or any(overlap(box, label, 2) for label in around.labels)
        or any(meets(box, line, CLEAR / 2) for line in around.lines)
    )


def free_place(sheet: Sheet, wanted: Box, lane: Element | None, without: set[str]) -> Box:
    """The free place next to a wanted one, above or below it, in the band of a lane; best on no line."""
    band = sheet.band(lane)
    whole = sheet.surroundings((), without)
    if band is not None:
        top, bottom = band[1] + BORDER, band[1] + band[3] - BORDER - wanted[3]
        wanted = (wanted[0], min(max(wanted[1], top), max(bottom, top)), wanted[2], wanted[3])
    for around in (whole, Surroundings(whole.boxes, whole.labels, ())):
        for step in range(40):
            for sign in (1, -1):
                box = (wanted[0], wanted[1] + sign * step * 10, wanted[2], wanted[3])
                if is_clear(box, band, around):
                    return box
    return wanted
