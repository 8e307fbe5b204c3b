"""Labels that a way came to run through stand elsewhere: beside what they name, where nothing is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from processes.change.draft.tags import DC, DI, Element, kind
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import SAME, Box, Point, bounds, waypoints
from processes.change.drawing.figures import move_shape
from processes.change.drawing.geometry import Segment, meets, overlap, segments
from processes.change.drawing.sheet import Sheet
from processes.model.graph import EVENTS, GATEWAYS

_NAMED = EVENTS | GATEWAYS | {"sequenceFlow"}
# How far a way may come into a label before it runs through letters, and how far labels keep from what they name.
INTO, FROM = 3.0, 6.0

Crossed = dict[str, frozenset[str]]


def clear_labels(draft: Draft, before: Element) -> frozenset[str]:
    """Move each label through which a way runs that did not in the document `before`; gives the ids they belong to."""
    was: Crossed | None = None
    moved: set[str] = set()
    for plane in draft.root.iter(DI + "BPMNPlane"):
        crossed = _crossed(plane, draft)
        if crossed and was is None:
            was = _before(before)
        for owner, ways in crossed.items():
            if was is not None and not ways <= was.get(owner, frozenset()) and _move(draft, plane, owner):
                moved.add(owner)
    return frozenset(moved)


def _before(root: Element) -> Crossed:
    draft = Draft(root)
    found: Crossed = {}
    for plane in root.iter(DI + "BPMNPlane"):
        found |= _crossed(plane, draft)
    return found


def _crossed(plane: Element, draft: Draft) -> Crossed:
    """The labels of a plane through which ways run, by what they name."""
    ways = [
        (str(flow.get("id")), [*segments(waypoints(edge))])
        for edge in plane.iterfind(DI + "BPMNEdge")
        if (flow := draft.get(edge.get("bpmnElement"))) is not None and kind(flow) == "sequenceFlow"
    ]
    found = {}
    for drawn in plane:
        what, label = draft.get(drawn.get("bpmnElement")), _label(drawn)
        if what is None or label is None or kind(what) not in _NAMED or not what.get("name"):
            continue
        through = {way for way, pieces in ways if any(meets(label, piece, -INTO) for piece in pieces)}
        if through:
            found[str(what.get("id"))] = frozenset(through)
    return found


def _label(drawn: Element) -> Box | None:
    label = drawn.find(f"{DI}BPMNLabel")
    box = bounds(label) if label is not None and label.find(DC + "Bounds") is not None else None
    return box if box is not None and min(box[2:]) > 2 * INTO else None


def _move(draft: Draft, plane: Element, owner: str) -> bool:
    """Put a label where it covers nothing, and whether there is such a place."""
    sheet = Sheet(draft, plane)
    drawn = sheet.edge(owner) if kind(draft.elements[owner]) == "sequenceFlow" else sheet.shapes.get(owner)
    label = _label(drawn) if drawn is not None else None
    if drawn is None or label is None:
        return False
    around = sheet.surroundings((), ())
    boxes = [box for box in (*sheet.nodes().values(), *around.labels) if box != label]
    places = _along(waypoints(drawn), label) if drawn.tag == DI + "BPMNEdge" else _beside(bounds(drawn), label)
    for place in places:
        if not _covers(place, boxes, around.lines):
            for one in drawn.iterfind(f"{DI}BPMNLabel"):
                move_shape(one, place)
            return True
    return False


def _covers(place: Box, boxes: Collection[Box], lines: Collection[Segment]) -> bool:
    return any(overlap(place, box, -1) for box in boxes) or any(meets(place, line, -INTO) for line in lines)


def _beside(box: Box | None, label: Box) -> Iterator[Box]:
    """Below and above what is named, beside a way that leaves there, at the corners, to the right and to the left."""
    if box is None:
        return
    x, y, width, height = box
    _x, _y, wide, high = label
    centre, middle = x + width / 2 - wide / 2, y + height / 2 - high / 2
    below, above, right, left = y + height + FROM, y - high - FROM, x + width + FROM, x - wide - FROM
    after, ahead = x + width / 2 + FROM, x + width / 2 - wide - FROM
    places = (
        (centre, below), (centre, above), (after, below), (ahead, below), (after, above), (ahead, above),
        (right, above), (right, below), (left, above), (left, below), (right, middle), (left, middle),
    )  # fmt: skip
    for place in places:
        yield (*place, wide, high)


def _along(points: Sequence[Point], label: Box) -> Iterator[Box]:
    """Above, below, to the right and to the left of each piece of a way, from its start on."""
    _x, _y, wide, high = label
    for (ax, ay), (bx, by) in segments(points):
        if abs(ay - by) < SAME:
            for part in (0.5, 0.25, 0.75):
                x = ax + (bx - ax) * part - wide / 2
                yield (x, ay - high - FROM + 2, wide, high)
                yield (x, ay + FROM - 2, wide, high)
        else:
            for part in (0.5, 0.25, 0.75):
                y = ay + (by - ay) * part - high / 2
                yield (ax + FROM, y, wide, high)
                yield (ax - wide - FROM, y, wide, high)
