"""What one plane of a drawing holds: where boxes, labels and ways stand, and the band that a lane has."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from processes.change.draft.nesting import holders, holds
from processes.change.draft.tags import DC, DI, FLOW_SCOPES, Element, kind
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import Box, Point, bounds, waypoints
from processes.change.drawing.geometry import Segment, Surroundings, segments
from processes.model.elements import NODES

_OPEN = frozenset({"participant", "lane", "group"})


class Sheet:
    """One plane as it is drawn now; made anew after each change of the drawing."""

    def __init__(self, draft: Draft, plane: Element, scope: Element | None = None) -> None:
        self.draft, self.plane, self.scope = draft, plane, scope
        self.around = {str(e.get("id")) for e in (scope, *scope.iterancestors())} if scope is not None else set()
        self.shapes: dict[str, Element] = {}
        for shape in plane.findall(DI + "BPMNShape"):
            self.shapes.setdefault(draft.ref(shape.get("bpmnElement")), shape)
        self.caller = self._caller()
        if self.caller is not None:
            self.around.add(self.caller)

    @classmethod
    def of(cls, draft: Draft, element: Element, scope: Element | None = None) -> Sheet | None:
        """The sheet on which an element is drawn first, None where it is not drawn."""
        identity = str(element.get("id"))
        for drawn in (*draft.edges.get(identity, ()), *draft.shapes.get(identity, ())):
            plane = drawn.getparent()
            if plane is not None and plane.tag == DI + "BPMNPlane":
                return cls(draft, plane, scope)
        return None

    @property
    def name(self) -> str:
        """The id of what the plane draws."""
        return self.draft.ref(self.plane.get("bpmnElement"))

    def box(self, identity: str) -> Box | None:
        """Where a node is drawn."""
        shape = self.shapes.get(identity)
        return bounds(shape) if shape is not None else None

    def way(self, flow: str) -> list[Point]:
        """The points of a way; [] where it is not drawn."""
        edge = self.edge(flow)
        return waypoints(edge) if edge is not None else []

    def edge(self, flow: str) -> Element | None:
        """What draws a way."""
        return next((e for e in self.draft.edges.get(flow, ()) if e.getparent() is self.plane), None)

    def _caller(self) -> str | None:
        """What the scope is drawn inside of, without being part of it: the activity that calls it, as a rule."""
        if self.scope is None or kind(self.scope) != "process":
            return None
        inner = next((box for node in self.scope if (box := self.box(str(node.get("id")))) is not None), None)
        if inner is None:
            return None
        boxes = self.nodes()
        around = [one for one in holders(boxes) if holds(boxes[one], inner)]
        others = [one for one in around if self.draft.elements[one].getparent() is not self.scope]
        return min(others, key=lambda one: boxes[one][2] * boxes[one][3]) if others else None

    def nodes(self) -> dict[str, Box]:
        """Where activities, events and gateways are drawn, but those at the border of others."""
        found = {}
        for identity, shape in self.shapes.items():
            what, box = self.draft.elements.get(identity), bounds(shape)
            if what is not None and box is not None and kind(what) in NODES and kind(what) != "boundaryEvent":
                found[identity] = box
        return found

    def solid(self, without: Collection[str] = ()) -> dict[str, Box]:
        """What may not be covered: every box but pools, lanes, groups and what holds the scope that is drawn in."""
        found = {}
        for identity, shape in self.shapes.items():
            what, box = self.draft.elements.get(identity), bounds(shape)
            if what is None or box is None or identity in without or kind(what) in _OPEN:
                continue
            if identity in self.around and (kind(what) in FLOW_SCOPES or identity == self.caller):
                continue
            found[identity] = box
        return found

    def surroundings(self, flows: Collection[str] = (), nodes: Collection[str] = ()) -> Surroundings:
        """What a way has to keep clear of, other than these flows and nodes."""
        return Surroundings(
            tuple(self.solid(nodes).values()), tuple(label for label, _ in self.labels(flows, nodes)),
            tuple(self._lines(flows)),
        )  # fmt: skip

    def labels(self, flows: Collection[str] = (), nodes: Collection[str] = ()) -> Iterator[tuple[Box, Box]]:
        """Every label that is drawn at a place of its own, with the shape that it goes along with, else with itself."""
        for drawn in self.plane:
            if self.draft.ref(drawn.get("bpmnElement")) in (*flows, *nodes):
                continue
            for label in drawn.iterfind(f"{DI}BPMNLabel"):
                box = bounds(label) if label.find(DC + "Bounds") is not None else None
                if box is not None and box[2] > 0 and box[3] > 0:
                    what = self.draft.elements.get(self.draft.ref(drawn.get("bpmnElement")))
                    if what is None or kind(what) not in _OPEN:
                        yield box, bounds(drawn) or box

    def _lines(self, flows: Collection[str]) -> Iterator[Segment]:
        for edge in self.plane.findall(DI + "BPMNEdge"):
            what = self.draft.elements.get(self.draft.ref(edge.get("bpmnElement")))
            if what is not None and str(what.get("id")) not in flows and kind(what) != "association":
                yield from segments(waypoints(edge))

    def docked(self, flows: Collection[str]) -> Iterator[Point]:
        """The places on borders where other ways begin and end."""
        for edge in self.plane.findall(DI + "BPMNEdge"):
            points = waypoints(edge)
            if points and self.draft.ref(edge.get("bpmnElement")) not in flows:
                yield points[0]
                yield points[-1]

    def band(self, lane: Element | None) -> Box | None:
        """Where the steps of a lane have to stand: its box, else that of the pool or sub-process around the scope."""
        if lane is not None and (box := self.box(str(lane.get("id")))) is not None:
            return box
        if self.caller is not None:
            return self.box(self.caller)
        scope = self.scope
        while scope is not None:
            identity = str(scope.get("id"))
            if identity == self.name:
                return None
            if (box := self.box(identity)) is not None:
                return box
            for pool in self.draft.all("participant"):
                if self.draft.ref(pool.get("processRef")) == identity:
                    return self.box(str(pool.get("id")))
            scope = scope.getparent()
        return None

    def size_of_steps(self) -> tuple[float, float]:
        """How large a step is drawn here: as most of them are."""
        sizes: dict[tuple[float, float], int] = {}
        for identity, shape in self.shapes.items():
            what, box = self.draft.elements.get(identity), bounds(shape)
            if what is not None and box is not None and kind(what).lower().endswith("task") and kind(what) in NODES:
                sizes[box[2:]] = sizes.get(box[2:], 0) + 1
        return max(sizes, key=lambda size: (sizes[size], size)) if sizes else (100.0, 80.0)
