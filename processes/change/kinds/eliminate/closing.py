"""Closing the gap that is left in a drawing: what lies beyond it moves up, only as far as nothing comes too close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from processes.change.draft import DI, Draft, Element, Room, kind
from processes.change.draft.nesting import holders
from processes.change.draft.room import Axis
from processes.change.draft.waypoints import Box, Point, bounds, waypoints
from processes.change.drawing.moving import lead_again
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import GAP
from processes.change.kinds.eliminate.following import move_up
from processes.model.elements import NODES
from processes.model.graph import CONTAINERS

# The least that stays between what moves up and what it comes to stand beside, and the least that is worth a move.
LEAST, WORTH = 20.0, 10.0
_OPEN = CONTAINERS | {"participant", "lane", "group"}
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where nodes and ways of a plane were drawn, by their ids."""

    plane: Element
    nodes: dict[str, Box]
    ways: dict[str, list[Point]]


def as_drawn(draft: Draft) -> list[Drawn]:
    """All planes of a draft as they are drawn now."""
    return [
        Drawn(plane, Sheet(draft, plane).nodes(), _ways(draft, plane)) for plane in draft.root.iter(DI + "BPMNPlane")
    ]


def close_gaps(draft: Draft, before: Sequence[Drawn]) -> None:
    """Let what lies beyond nodes that are gone move up, and lead the ways anew that went on past them."""
    for drawn in before:
        freed = [box for node, box in drawn.nodes.items() if node not in draft.elements]
        if not freed or drawn.plane.getparent() is None:
            continue
        led = {way for way, points in _ways(draft, drawn.plane).items() if drawn.ways.get(way) != points}
        axis = _axis(drawn.ways.values())
        at = 0 if axis == "x" else 1
        span = (min(box[at] for box in freed), max(box[at] + box[at + 2] for box in freed))
        rooms = [*_rooms(draft, drawn.plane, axis, span, led)]
        for room in reversed(rooms):
            draft.make_room(room)
        if not rooms:
            move_up(draft, drawn.plane, axis, span[1], led)
        for flow in [draft.elements[way] for way in sorted(led)] if rooms else ():
            lead_again(draft, drawn.plane, flow.getparent(), [flow])


def _ways(draft: Draft, plane: Element) -> dict[str, list[Point]]:
    found = {}
    for edge in plane.iterfind(DI + "BPMNEdge"):
        what = draft.get(edge.get("bpmnElement"))
        if what is not None and kind(what) == "sequenceFlow":
            found[str(what.get("id"))] = waypoints(edge)
    return found


def _axis(ways: Iterable[list[Point]]) -> Axis:
    """Along which axis steps follow one another."""
    across = down = 0.0
    for points in ways:
        if len(points) > 1:
            across += abs(points[-1][0] - points[0][0])
            down += abs(points[-1][1] - points[0][1])
    return "y" if down > across else "x"


def _rooms(draft: Draft, plane: Element, axis: Axis, span: Interval, led: set[str]) -> Iterator[Room]:
    """How far each strip closes in which nothing is left, from the first to the last."""
    low, high = span
    name = draft.ref(plane.get("bpmnElement"))
    for start, end in _strips(_intervals(draft, plane, axis, led)):
        if end <= low or start >= high:
            continue
        whole = start <= low and high <= end
        keep = max(min(low - start, end - high), LEAST) if whole else GAP
        by = end - start - keep
        if by >= WORTH:
            yield Room(name, axis, end, -by)


def _strips(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """What lies between intervals."""
    reached: float | None = None
    for start, end in sorted(intervals):
        if reached is not None and start > reached:
            yield reached, start
        reached = end if reached is None else max(reached, end)


def _intervals(draft: Draft, plane: Element, axis: Axis, led: set[str]) -> Iterator[Interval]:
    """What all that is drawn takes up along an axis; of what is drawn around others only its borders."""
    at = 0 if axis == "x" else 1
    around = _around(draft, plane)
    for drawn in plane.iterchildren(DI + "BPMNShape", DI + "BPMNEdge"):
        identity = draft.ref(drawn.get("bpmnElement"))
        if drawn.tag == DI + "BPMNEdge":
            if identity in led:
                continue
            for point in waypoints(drawn):
                yield point[at], point[at]
        boxes = [box for one in (drawn, *drawn.iterfind(DI + "BPMNLabel")) if (box := bounds(one)) is not None]
        if identity in around:
            yield from ((edge, edge) for box in boxes[:1] for edge in (box[at], box[at] + box[at + 2]))
        elif boxes:
            yield min(box[at] for box in boxes), max(box[at] + box[at + 2] for box in boxes)


def _around(draft: Draft, plane: Element) -> set[str]:
    """What is drawn around others: pools, lanes, groups, open sub-processes, and other nodes that hold some."""
    boxes = {}
    found: set[str] = set()
    for shape in plane.iterfind(DI + "BPMNShape"):
        what, box = draft.get(shape.get("bpmnElement")), bounds(shape)
        if what is None or box is None:
            continue
        identity = str(what.get("id"))
        if kind(what) in _OPEN and shape.get("isExpanded") != "false":
            found.add(identity)
        if kind(what) in NODES:
            boxes[identity] = box
    return found | holders(boxes)
