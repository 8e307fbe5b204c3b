"""Drawings whose pools and lanes stand upright are turned before they are changed, and turned back after that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from processes.change.draft.room import Room
from processes.change.draft.tags import DC, DD, DI, Element, kind
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import bounds

_BANDS = ("participant", "lane")
_TURNED = (("x", "y"), ("width", "height"))


@contextmanager
def lying(draft: Draft) -> Iterator[None]:
    """Let what stands upright lie while a draft is changed: steps follow from left to right, lanes lie in rows."""
    turned = [plane for plane in draft.root.iter(DI + "BPMNPlane") if _is_upright(draft, plane)]
    for plane in turned:
        _turn(plane)
    try:
        yield
    finally:
        for plane in turned:
            _turn(plane)
        names = {draft.ref(plane.get("bpmnElement")) for plane in turned}
        draft.rooms = [_turned(room) if room.plane in names else room for room in draft.rooms]


def _turned(room: Room) -> Room:
    return replace(room, axis="y" if room.axis == "x" else "x")


def _is_upright(draft: Draft, plane: Element) -> bool:
    """Whether pools and lanes are said to stand upright, or else stand so: side by side, and higher than wide."""
    shapes = [s for s in plane.iterfind(DI + "BPMNShape") if _is_band(draft.get(s.get("bpmnElement")))]
    said = [shape.get("isHorizontal") for shape in shapes if shape.get("isHorizontal") is not None]
    if said:
        return said.count("false") > len(said) / 2
    lanes = [shape for shape in shapes if kind(draft.elements[draft.ref(shape.get("bpmnElement"))]) == "lane"]
    return len(lanes) > 1 and _side_by_side(lanes)


def _is_band(what: Element | None) -> bool:
    return what is not None and kind(what) in _BANDS


def _side_by_side(lanes: Sequence[Element]) -> bool:
    boxes = [box for box in map(bounds, lanes) if box is not None]
    return len({(box[1], box[3]) for box in boxes}) == 1 and len({box[0] for box in boxes}) == len(boxes)


def _turn(plane: Element) -> None:
    """Change places of across and down for all that a plane draws."""
    for one in plane.iter(DC + "Bounds", DD + "waypoint"):
        for across, down in _TURNED:
            here, there = one.get(across), one.get(down)
            if here is not None and there is not None:
                one.set(across, there)
                one.set(down, here)
