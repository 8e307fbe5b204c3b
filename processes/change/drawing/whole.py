"""A node with all that is drawn inside it: what it holds, or the process that it calls, moves as a whole."""

from __future__ import annotations

import copy

from processes.change.draft.nesting import holders, holds
from processes.change.draft.room import Room
from processes.change.draft.tags import DI, Element, ids_in, kind
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import Box, Point, bounds, set_waypoints, waypoints
from processes.change.drawing.figures import move_shape
from processes.change.drawing.sheet import Sheet

LINKS = frozenset({"dataInputAssociation", "dataOutputAssociation"})


class Whole:
    """What is drawn inside a node at its `box`, on the same plane."""

    def __init__(self, draft: Draft, plane: Element, identity: str, box: Box) -> None:
        inner = (ids_in(draft.elements[identity]) | _called(draft, plane, identity, box)) - {identity}
        self.drawn: dict[str, Element] = {}
        for drawn in plane if inner else ():
            what = draft.ref(drawn.get("bpmnElement"))
            if what in inner and kind(draft.elements[what]) not in LINKS:
                self.drawn[what] = drawn

    def move(self, by: Point) -> set[str]:
        """Move all of it, but the node itself; gives the ids of what moved."""
        for drawn in self.drawn.values():
            if drawn.tag == DI + "BPMNEdge":
                set_waypoints(drawn, [(x + by[0], y + by[1]) for x, y in waypoints(drawn)])
                for label in drawn.iterfind(f"{DI}BPMNLabel"):
                    shift(label, by)
            else:
                shift(drawn, by)
        return {*self.drawn}


class Unstretched:
    """What is to move as a whole: room that is made across it moves it along by its middle, and does not stretch it."""

    def __init__(self, draft: Draft, plane: Element, identity: str) -> None:
        shape = Sheet(draft, plane).shapes[identity]
        box = bounds(shape)
        inner = Whole(draft, plane, identity, box).drawn.values() if box is not None else ()
        self.drawn = [shape, *inner] if inner else []
        self.middle = (box[0] + box[2] / 2, box[1] + box[3] / 2) if box is not None else (0.0, 0.0)
        self.stood = [copy.deepcopy(one) for one in self.drawn]

    def restore(self, room: Room) -> None:
        """Draw it as it was before this room was made, at the place where its middle is now."""
        x, y = self.middle
        across, down = (
            room.by if axis == room.axis and at >= room.beyond else 0.0 for axis, at in (("x", x), ("y", y))
        )
        self.middle = (x + across, y + down)
        for drawn, stood in zip(self.drawn, self.stood, strict=True):
            drawn[:] = [copy.deepcopy(child) for child in stood]
            if drawn.tag == DI + "BPMNEdge":
                set_waypoints(drawn, [(px + across, py + down) for px, py in waypoints(drawn)])
                for label in drawn.iterfind(f"{DI}BPMNLabel"):
                    shift(label, (across, down))
            else:
                shift(drawn, (across, down))
        self.stood = [copy.deepcopy(one) for one in self.drawn]


def shift(shape: Element, by: Point) -> None:
    """Move a shape, or a label, with its label."""
    box = bounds(shape)
    if box is not None:
        move_shape(shape, (box[0] + by[0], box[1] + by[1], box[2], box[3]))


def _called(draft: Draft, plane: Element, identity: str, box: Box) -> set[str]:
    """What is drawn inside a node at its box without being part of it: the process that it calls."""
    boxes = Sheet(draft, plane).nodes()
    boxes[identity] = box
    if identity not in holders(boxes):
        return set()
    own = draft.elements[identity].getparent()
    within = {one for one, other in boxes.items() if holds(box, other)}
    found = {one for one in within if draft.elements[one].getparent() is not own}
    for event in draft.all("boundaryEvent"):
        if draft.ref(event.get("attachedToRef")) in found:
            found.add(str(event.get("id")))
    return found | {str(flow.get("id")) for flow in draft.flows() if set(draft.ends(flow)) <= found}
