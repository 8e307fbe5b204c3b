"""Drawing a new node on a way: where there is room already, else where the drawing moves apart as far as needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.draft.room import Axis, Room
from processes.change.draft.tags import Element
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import SAME, Box, Point, set_waypoints, simplify
from processes.change.drawing.figures import add_edge, add_shape
from processes.change.drawing.geometry import Segment, Surroundings, meets, overlap, segments
from processes.change.drawing.moving import lead_all_again, move_nodes
from processes.change.drawing.routing import route
from processes.change.drawing.sheet import Sheet

GAP = 40.0
# How far a step keeps from others, and from the border of its lane.
CLEAR, BORDER = 15.0, 10.0
ROWS = 12


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a node can stand, on which piece of the way if on one, and the room that has to be made before."""

    box: Box
    piece: int | None = None
    room: Room | None = None


def draw_on(
    draft: Draft, way: Element, node: Element, on: Element, lane: Element | None, size: tuple[float, float]
) -> None:
    """Draw a node that was put on a way, and the way on from it; nothing where the way is not drawn.

    A node that is drawn elsewhere on the same plane goes to its new place with all that is docked at it.
    """
    scope = node.getparent()
    sheet = Sheet.of(draft, way, scope)
    if sheet is None:
        return
    ends = _ends(draft, sheet, way, on)
    if ends is None:
        return
    identity = str(node.get("id"))
    spot = _spot(sheet, (str(way.get("id")), identity), ends, sheet.band(lane), size)
    if spot.room is not None:
        draft.make_room(spot.room)
    points = sheet.way(str(way.get("id")))
    moved: set[str] = set()
    if identity in sheet.shapes:
        moved = move_nodes(draft, sheet.plane, {identity: spot.box})
    else:
        add_shape(draft, sheet.plane, node, spot.box)
    sheet = Sheet(draft, sheet.plane, scope)
    ends = _ends(draft, sheet, way, on)
    edge = sheet.edge(str(way.get("id")))
    if ends is None or edge is None:
        return
    if spot.piece is not None:
        to, onward = _cut(points, spot.piece, spot.box)
    else:
        to, onward = _led(draft, sheet, (way, on), (ends[0], spot.box, ends[1]))
    if moved:
        lead_all_again(draft, sheet.plane, scope, moved)
    set_waypoints(edge, to)
    drawn = sheet.edge(str(on.get("id")))
    if drawn is None:
        add_edge(draft, sheet.plane, on, onward)
    else:
        set_waypoints(drawn, onward)


def _ends(draft: Draft, sheet: Sheet, way: Element, on: Element) -> tuple[Box, Box] | None:
    source, target = sheet.box(draft.ends(way)[0]), sheet.box(draft.ends(on)[1])
    return (source, target) if source is not None and target is not None else None


def _led(
    draft: Draft, sheet: Sheet, flows: tuple[Element, Element], boxes: tuple[Box, Box, Box]
) -> tuple[list[Point], list[Point]]:
    """The way to a box and on from it, both led anew."""
    names = [str(flow.get("id")) for flow in flows]
    source, target = draft.ends(flows[0])[0], draft.ends(flows[1])[1]
    middle = draft.ends(flows[0])[1]
    around = sheet.surroundings(names, (source, middle))
    taken = [*sheet.docked(names)]
    onward_around = sheet.surroundings(names, (middle, target))
    to = route(boxes[0], boxes[1], _with(around, boxes[2]), taken)
    more = Surroundings(onward_around.boxes, onward_around.labels, (*onward_around.lines, *segments(to)))
    return to, route(boxes[1], boxes[2], _with(more, boxes[0]), [*taken, to[-1]])


def _with(around: Surroundings, box: Box) -> Surroundings:
    return Surroundings((*around.boxes, box), around.labels, around.lines)


def _cut(points: Sequence[Point], piece: int, box: Box) -> tuple[list[Point], list[Point]]:
    """A way cut in two where a box stands in the middle of one of its pieces."""
    x, y, width, height = box
    (ax, ay), (bx, by) = points[piece], points[piece + 1]
    if abs(ay - by) < SAME:
        sides = ((x, ay), (x + width, ay)) if bx > ax else ((x + width, ay), (x, ay))
    else:
        sides = ((ax, y), (ax, y + height)) if by > ay else ((ax, y + height), (ax, y))
    return simplify([*points[: piece + 1], sides[0]]), simplify([sides[1], *points[piece + 1 :]])


def _spot(
    sheet: Sheet, names: tuple[str, str], ends: tuple[Box, Box], band: Box | None, size: tuple[float, float]
) -> _Spot:
    """The place for a node on a way, by their ids."""
    around = sheet.surroundings(names[:1], names[1:])
    found = next(_on_the_way(sheet.way(names[0]), band, size, around), None)
    if found is not None:
        return found
    return _apart(sheet, ends, band, size, around)


def _on_the_way(
    points: Sequence[Point], band: Box | None, size: tuple[float, float], around: Surroundings
) -> Iterator[_Spot]:
    """In the middle of a straight piece that is long enough, those first that lead to the right."""
    width, height = size
    pieces = sorted(enumerate(segments(points)), key=lambda one: (_rank(one[1]), one[0]))
    for number, ((ax, ay), (bx, by)) in pieces:
        flat, steep = abs(ay - by) < SAME, abs(ax - bx) < SAME
        if not ((flat and abs(ax - bx) >= width + 2 * CLEAR) or (steep and abs(ay - by) >= height + 2 * CLEAR)):
            continue
        box = ((ax + bx - width) / 2, (ay + by - height) / 2, width, height)
        if _is_free(box, band, around):
            yield _Spot(box, number)


def _rank(piece: Segment) -> tuple[int, float]:
    (ax, ay), (bx, by) = piece
    flat = abs(ay - by) < SAME
    return (0 if flat and bx > ax else 1 if flat else 2, -abs(ax - bx) - abs(ay - by))


def _is_free(box: Box, band: Box | None, around: Surroundings) -> bool:
    return _fits(box, band) and not (
        any(overlap(box, other, CLEAR) for other in around.boxes)
        or any(overlap(box, label, 2) for label in around.labels)
        or any(meets(box, line, CLEAR - 1) for line in around.lines)
    )


def _fits(box: Box, band: Box | None) -> bool:
    if band is None:
        return True
    x, y, width, height = band
    across = x + BORDER <= box[0] and box[0] + box[2] <= x + width - BORDER
    return across and y + BORDER <= box[1] and box[1] + box[3] <= y + height - BORDER


def _apart(
    sheet: Sheet, ends: tuple[Box, Box], band: Box | None, size: tuple[float, float], around: Surroundings
) -> _Spot:
    """In a strip that is opened between the two ends, or beside the later one where they stand above each other."""
    source, target = ends
    width, height = size
    axis: Axis = "x"
    if source[0] + source[2] <= target[0]:
        low, high = source[0] + source[2], target[0]
    elif target[0] + target[2] <= source[0]:
        low, high = target[0] + target[2], source[0]
    elif source[1] + source[3] <= target[1] and _in_band(source, target, band):
        axis, low, high = "y", source[1] + source[3], target[1]
    elif target[1] + target[3] <= source[1] and _in_band(source, target, band):
        axis, low, high = "y", target[1] + target[3], source[1]
    else:
        low = high = target[0]
    room = width if axis == "x" else height
    least = max(room + 2 * GAP - (high - low), 0.0)
    sizes = [(by, _grown(band, axis, high, by), _moved(sheet, around, axis, high, by))
             for by in dict.fromkeys((least, room + 2 * GAP, room + 3 * GAP))]  # fmt: skip
    for rows in _rows(axis, ends, band, size):
        for by, grown, moved in sizes:
            for box in _boxes(axis, low, high + by, rows, size):
                if _is_free(box, grown, moved):
                    return _Spot(box, None, Room(sheet.name, axis, high, by) if by else None)
    x = low + GAP if axis == "x" else source[0] + source[2] / 2 - width / 2
    y = _middle(source, band, height) if axis == "x" else high + GAP
    return _Spot((x, y, width, height), None, Room(sheet.name, axis, high, room + 2 * GAP))


def _in_band(source: Box, target: Box, band: Box | None) -> bool:
    return band is None or all(band[1] <= box[1] and box[1] + box[3] <= band[1] + band[3] for box in (source, target))


def _rows(
    axis: Axis, ends: tuple[Box, Box], band: Box | None, size: tuple[float, float]
) -> Iterator[tuple[float, ...]]:
    """Where across the strip a node can stand: in line with one of the ends, else row by row in the band."""
    if axis == "y":
        yield tuple(end[0] + end[2] / 2 - size[0] / 2 for end in ends)
        return
    first = _middle(ends[0], band, size[1])
    yield (first, _middle(ends[1], band, size[1]))
    for number in range(1, ROWS):
        yield (first + number * 30, first - number * 30)


def _boxes(axis: Axis, low: float, high: float, rows: Sequence[float], size: tuple[float, float]) -> Iterator[Box]:
    """Places in a strip between two ends."""
    room = size[0] if axis == "x" else size[1]
    for row in dict.fromkeys(rows):
        for at in ((low + high - room) / 2, high - GAP - room, low + GAP):
            yield (at, row, *size) if axis == "x" else (row, at, *size)


def _middle(box: Box, band: Box | None, height: float) -> float:
    """The top of what stands at the height of a box, or in the middle of the band where that lies elsewhere."""
    y = box[1] + box[3] / 2 - height / 2
    if band is None or (band[1] + BORDER <= y and y + height <= band[1] + band[3] - BORDER):
        return y
    return band[1] + (band[3] - height) / 2


def _moved(sheet: Sheet, around: Surroundings, axis: Axis, beyond: float, by: float) -> Surroundings:
    """What stands around once the drawing has moved apart."""
    at = 0 if axis == "x" else 1
    owners = dict(sheet.labels())

    def box(one: Box) -> Box:
        if owners.get(one, one)[at] < beyond:
            return one
        return (one[0] + by, *one[1:]) if at == 0 else (one[0], one[1] + by, *one[2:])

    def point(one: Point) -> Point:
        if one[at] < beyond:
            return one
        return (one[0] + by, one[1]) if at == 0 else (one[0], one[1] + by)

    return Surroundings(
        tuple(map(box, around.boxes)), tuple(map(box, around.labels)),
        tuple((point(a), point(b)) for a, b in around.lines),
    )  # fmt: skip


def _grown(band: Box | None, axis: Axis, beyond: float, by: float) -> Box | None:
    if band is None:
        return None
    x, y, width, height = band
    if axis == "x":
        return (x + by, y, width, height) if x >= beyond else (x, y, width + by, height) if x + width > beyond else band
    return (x, y + by, width, height) if y >= beyond else (x, y, width, height + by) if y + height > beyond else band
