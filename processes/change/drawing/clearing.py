"""The last look at a drawing that was changed: ways that came to run through a step, or slanted, are led around it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from processes.change.draft.nesting import holders
from processes.change.draft.tags import DI, Element, kind
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import Box, Point, set_waypoints, waypoints
from processes.change.drawing.moving import label_along
from processes.change.drawing.routing import route
from processes.change.drawing.sheet import Sheet

# What a way may stray from a right angle, or into a box, before anybody sees it.
SEEN = 1.0


def clear_ways(draft: Draft, before: Element) -> frozenset[str]:
    """Lead each way around that runs through a step, or slanted, and did not in the document `before`; gives which."""
    led: set[str] = set()
    was: dict[str, list[set[str]]] | None = None
    for plane in draft.root.iter(DI + "BPMNPlane"):
        found = [*_troubled(plane, draft)]
        if found and was is None:
            was = _before(before, {identity for identity, _ in found})
        for identity, troubles in found:
            known = was is not None and any(troubles <= old for old in was.get(identity, ()))
            if not known and _lead(draft, plane, identity):
                led.add(identity)
    return frozenset(led)


def _before(root: Element, flows: Collection[str]) -> dict[str, list[set[str]]]:
    draft = Draft(root)
    was: dict[str, list[set[str]]] = {}
    for plane in root.iter(DI + "BPMNPlane"):
        for identity, troubles in _troubled(plane, draft, flows):
            was.setdefault(identity, []).append(troubles)
    return was


def _troubled(plane: Element, draft: Draft, only: Collection[str] | None = None) -> Iterator[tuple[str, set[str]]]:
    """The ways of a plane with the ids of the steps they run through, and their own id where they are slanted."""
    steps = _steps(plane, draft)
    for edge in plane.iterfind(DI + "BPMNEdge"):
        flow = draft.get(edge.get("bpmnElement"))
        if flow is None or kind(flow) != "sequenceFlow":
            continue
        identity = str(flow.get("id"))
        if only is None or identity in only:
            troubles = _troubles(waypoints(edge), steps, draft.ends(flow))
            if troubles:
                yield identity, {identity if one is None else one for one in troubles}


class _Steps:
    """What ways may not run through, from left to right, so that few are looked at for each piece of a way."""

    def __init__(self, boxes: Mapping[str, Box]) -> None:
        self.boxes = sorted(boxes.items(), key=lambda one: one[1][0])
        self.lefts = [box[0] for _, box in self.boxes]
        self.widest = max((box[2] for _, box in self.boxes), default=0.0)

    def near(self, left: float, right: float) -> Sequence[tuple[str, Box]]:
        """Those that may share room with what lies between two places."""
        return self.boxes[bisect_left(self.lefts, left - self.widest) : bisect_right(self.lefts, right)]


def _troubles(points: Sequence[Point], steps: _Steps, ends: Collection[str]) -> set[str | None]:
    found: set[str | None] = set()
    for (ax, ay), (bx, by) in pairwise(points):
        if min(abs(ax - bx), abs(ay - by)) > SEEN:
            found.add(None)
            continue
        left, right = (ax, bx) if ax < bx else (bx, ax)
        top, bottom = (ay, by) if ay < by else (by, ay)
        for identity, (x, y, width, height) in steps.near(left, right):
            across = right > x + SEEN and left < x + width - SEEN
            if across and bottom > y + SEEN and top < y + height - SEEN and identity not in ends:
                found.add(identity)
    return found


def _steps(plane: Element, draft: Draft) -> _Steps:
    """All nodes, but what is drawn around others or hangs on their borders."""
    boxes = Sheet(draft, plane).nodes()
    around = holders(boxes)
    return _Steps({name: box for name, box in boxes.items() if name not in around})


def _lead(draft: Draft, plane: Element, identity: str) -> bool:
    """Lead a way anew, and whether; it stays as it is where that would not be better."""
    flow = draft.elements[identity]
    sheet = Sheet(draft, plane, flow.getparent())
    ends, edge = draft.ends(flow), sheet.edge(identity)
    source, target = sheet.box(ends[0]), sheet.box(ends[1])
    if edge is None or source is None or target is None:
        return False
    points = route(source, target, sheet.surroundings((identity,), ends), [*sheet.docked((identity,))])
    steps = _steps(plane, draft)
    better = len(_troubles(points, steps, ends)) < len(_troubles(waypoints(edge), steps, ends))
    if better:
        set_waypoints(edge, points)
        label_along(edge, points)
    return better
