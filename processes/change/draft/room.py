"""Making room in a drawing: everything beyond a line moves away from it by as much, and nothing else moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lxml import etree

from processes.change.draft.nesting import holders
from processes.change.draft.tags import BPMN, DC, DD, DI, Element, kind
from processes.change.draft.waypoints import SAME, bounds, number
from processes.model.elements import NODES

Axis = Literal["x", "y"]
_SIZES = {"x": "width", "y": "height"}
# What grows where the line runs through it, as all nodes do that are drawn around others; what else lies there stays.
_HOLDERS = frozenset(
    BPMN + tag for tag in ("participant", "lane", "subProcess", "transaction", "adHocSubProcess", "group")
)


@dataclass(frozen=True, slots=True)
class Room:
    """Room on the canvas that draws `plane`: what stands at `beyond` or further on an axis moves on by `by`."""

    plane: str
    axis: Axis
    beyond: float
    by: float


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What a change declares to draw elsewhere: the rooms that it makes, in their order, and single elements."""

    rooms: tuple[Room, ...] = ()
    elements: frozenset[str] = frozenset()


def make_room(root: Element, room: Room) -> None:
    """Move the drawing of a document apart at a line; what holds others and lies across it grows."""
    known = {str(e.get("id")): e for e in root.iter(etree.Element) if e.get("id")}
    for plane in root.iter(DI + "BPMNPlane"):
        if _bare(plane.get("bpmnElement")) == room.plane:
            moved: dict[str, bool | None] = {}
            around = _around(plane, known)
            for shape in sorted(plane.findall(DI + "BPMNShape"), key=lambda one: _host(one, known) != ""):
                moved[_bare(shape.get("bpmnElement"))] = _place(
                    shape, known, around, moved.get(_host(shape, known)), room
                )
            for edge in plane.findall(DI + "BPMNEdge"):
                _lead(edge, known, moved, room)


def _place(
    shape: Element, known: Mapping[str, Element], around: Collection[str], with_host: bool | None, room: Room
) -> bool | None:
    """Move a shape with its label, or let it grow; gives whether it moved, None of what grew around others.

    What stands at the border of another shape goes `with_host`.
    """
    box = shape.find(DC + "Bounds")
    at, size = _number(box, room.axis), _number(box, _SIZES[room.axis])
    if box is None or at is None or size is None:
        return False
    if at >= room.beyond if with_host is None else with_host:
        for drawn in shape.iter(DC + "Bounds"):
            _push(drawn, room)
        return True
    what = known.get(_bare(shape.get("bpmnElement")))
    if what is None or not (str(what.get("id")) in around or _is_open(shape, what)) or at + size <= room.beyond:
        return False
    box.set(_SIZES[room.axis], number(size + room.by))
    return None


def _is_open(shape: Element, what: Element) -> bool:
    return what.tag in _HOLDERS and shape.get("isExpanded") != "false"


def _around(plane: Element, known: Mapping[str, Element]) -> frozenset[str]:
    """The nodes of a plane that are drawn around others."""
    boxes = {}
    for shape in plane.iterfind(DI + "BPMNShape"):
        what, box = known.get(_bare(shape.get("bpmnElement"))), bounds(shape)
        if what is not None and box is not None and kind(what) in NODES:
            boxes[str(what.get("id"))] = box
    return holders(boxes)


def _host(shape: Element, known: Mapping[str, Element]) -> str:
    """The id of what a shape stands at the border of, else ''."""
    what = known.get(_bare(shape.get("bpmnElement")))
    return _bare(what.get("attachedToRef")) if what is not None else ""


def _lead(edge: Element, known: Mapping[str, Element], moved: Mapping[str, bool | None], room: Room) -> None:
    """Move the points of a way that stand beyond the line; its ends go with the shapes they are docked at.

    Where such a shape holds others and stays, the end may stand on the part of its border that goes: so it goes as any
    other point does.
    """
    points = edge.findall(DD + "waypoint")
    places = [_number(point, room.axis) for point in points]
    goes = [place is not None and place >= room.beyond for place in places]
    what = known.get(_bare(edge.get("bpmnElement")))
    source, target = (
        moved.get(_bare(what.get(end))) if what is not None else None for end in ("sourceRef", "targetRef")
    )
    first = min(_run(places), len(places) - 1)
    last = min(_run(places[::-1]), len(places) - first)
    if source is not None:
        goes[:first] = [source] * first
    if target is not None and last:
        goes[-last:] = [target] * last
    for point, on in zip(points, goes, strict=True):
        if on:
            _push(point, room)
    _bend(edge, points, goes, room)
    for drawn in edge.iter(DC + "Bounds"):
        if (_number(drawn, room.axis) or 0) >= room.beyond:
            _push(drawn, room)


def _bend(edge: Element, points: Sequence[Element], goes: Sequence[bool], room: Room) -> None:
    """Lead a piece that stood straight across the line, and of which one end went, there by two corners."""
    other: Axis = "y" if room.axis == "x" else "x"
    for first, second in pairwise(zip(points, goes, strict=True)):
        here, there = ((_number(one, room.axis), _number(one, other)) for one, _ in (first, second))
        if first[1] is second[1] or None in (*here, *there):
            continue
        was = [at - room.by if on else at for (at, _), (_, on) in ((here, first), (there, second)) if at is not None]
        apart = abs((here[1] or 0) - (there[1] or 0))
        if abs(was[0] - was[1]) >= 4 * SAME or apart < 4 * SAME:
            continue
        middle = number(((here[1] or 0) + (there[1] or 0)) / 2)
        place = list(edge).index(second[0])
        for offset, at in enumerate((here[0], there[0])):
            coordinates: dict[str, str] = {room.axis: number(at or 0), other: middle}
            corner = etree.Element(DD + "waypoint", dict(sorted(coordinates.items())))
            corner.tail = first[0].tail
            edge.insert(place + offset, corner)


def _run(places: Sequence[float | None]) -> int:
    """How many points from the first on stand at its place on the axis: they go where it goes, or slant."""
    start = places[0] if places else None
    if start is None:
        return 0
    return next((n for n, p in enumerate(places) if p is None or abs(p - start) >= SAME), len(places))


def _push(box: Element, room: Room) -> None:
    at = _number(box, room.axis)
    if at is not None:
        box.set(room.axis, number(at + room.by))


def _number(element: Element | None, name: str) -> float | None:
    try:
        return None if element is None else float(element.get(name, ""))
    except ValueError:
        return None


def _bare(value: str | None) -> str:
    return (value or "").strip().rpartition(":")[2]
