"""Write a drawing into the model as BPMN diagram interchange."""

from __future__ import annotations

from lxml import etree

from processes.model.elements import BDC, BDD, BDI, DC, DD, DI, B
from processes.model.graph import CONTAINERS, Bounds, Graph
from processes.model.layout.place import GAP_Y, Drawing, place, shifted
from processes.model.layout.route import Point
from processes.model.read import Model
from processes.model.typed import graph_of
from processes.model.write import write

HEADER = 30.0
EMPTY_POOL = (600.0, 60.0)
ARTIFACT = (100.0, 60.0)


def with_diagram(model: Model) -> bytes:
    """Give the XML to show: as it came where its steps are drawn, else a copy with a layout of our own."""
    if not model.graph.nodes or any(name in model.graph.bounds for name in model.graph.nodes):
        return model.xml
    root = model.copy_root()
    for old in root.findall(f"{BDI}BPMNDiagram"):
        root.remove(old)
    _Sheet(root, graph_of(root)).draw()
    return write(root)


class _Sheet:
    def __init__(self, root: etree._Element, graph: Graph) -> None:
        self.root, self.graph = root, graph
        self.collaboration = next(iter(root.iter(f"{B}collaboration")), None)
        self.ids = {e.get("id") for e in root.iter() if isinstance(e.tag, str)}
        self.lane_of = {node: lane.id for lane in graph.lanes.values() for node in lane.nodes}
        self.lanes: dict[str, list[str]] = {}
        for lane in graph.lanes.values():
            self.lanes.setdefault(lane.process, []).append(lane.id)

    def draw(self) -> None:
        """Draw the collaboration with its pools, and each process outside it on a sheet of its own."""
        pooled = {pool.process for pool in self.graph.pools.values()}
        if self.collaboration is not None and self.graph.pools:
            self._pools(self.collaboration)
        for process in self.graph.processes:
            if process not in pooled and process in self.graph.scopes:
                self._alone(process)

    def _alone(self, process: str) -> None:
        plane = self._plane(process)
        drawing = self._placed(process)
        self._steps(plane, drawing, 0, 0)
        for lane, band in drawing.bands.items():
            self._shape(plane, lane, band, horizontal=True)
        self._artifacts(plane, process, drawing)

    def _pools(self, collaboration: etree._Element) -> None:
        plane = self._plane(collaboration.get("id", ""))
        top, boxes = 0.0, {}
        first = {p.process: p.id for p in reversed(list(self.graph.pools.values())) if p.process}
        drawn = {pool: self._placed(process) for process, pool in first.items()}
        width = max((d.width for d in drawn.values()), default=EMPTY_POOL[0]) + 2 * HEADER
        for pool in self.graph.pools.values():
            drawing = drawn.get(pool.id)
            height = drawing.height if drawing is not None else EMPTY_POOL[1]
            boxes[pool.id] = Bounds(0, top, width, height)
            self._shape(plane, pool.id, boxes[pool.id], horizontal=True)
            if drawing is not None:
                for lane, band in drawing.bands.items():
                    self._shape(plane, lane, Bounds(HEADER, top + band.y, width - HEADER, band.height), horizontal=True)
                moved = self._steps(plane, drawing, 2 * HEADER, top)
                boxes.update(moved.boxes)
            top += height + GAP_Y
        for message in self.graph.message_flows.values():
            if message.source in boxes and message.target in boxes:
                self._edge(plane, message.id, _between(boxes[message.source], boxes[message.target]))

    def _placed(self, process: str) -> Drawing:
        """The steps of a process in its innermost lanes that hold steps, lanes in document order."""
        mine = self.graph.scopes.get(process, ())
        used = {self.lane_of.get(n.id) for n in mine}
        lanes: list[str | None] = [lane for lane in self.lanes.get(process, ()) if lane in used]
        if not lanes or None in used or not used <= set(lanes):
            lanes = [None, *lanes]
        known = set(lanes)
        own = ((n.id, self.lane_of.get(n.id)) for n in mine)
        return place(self.graph, process, lanes, {n: lane for n, lane in own if lane is not None and lane in known})

    def _steps(self, plane: etree._Element, drawing: Drawing, dx: float, dy: float) -> Drawing:
        moved = shifted(drawing, dx, dy)
        for name, box in moved.boxes.items():
            self._shape(plane, name, box, expanded=self.graph.nodes[name].type in CONTAINERS)
        for name, points in moved.lines.items():
            self._edge(plane, name, points)
        return moved

    def _artifacts(self, plane: etree._Element, process: str, drawing: Drawing) -> None:
        """Notes in a row below the steps, each tied to what it is about."""
        boxes = dict(drawing.boxes)
        inside = {e.get("id", "") for e in self.root.iter(f"{B}textAnnotation") if _process_of(e) == process}
        for number, note in enumerate(n for n in self.graph.notes.values() if n.id in inside):
            box = Bounds(GAP_Y + number * (ARTIFACT[0] + GAP_Y), drawing.height, *ARTIFACT)
            boxes[note.id] = box
            self._shape(plane, note.id, box)
        for tie in self.root.iter(f"{B}association"):
            ends = [boxes.get(tie.get(side, "")) for side in ("sourceRef", "targetRef")]
            if ends[0] is not None and ends[1] is not None:
                self._edge(plane, tie.get("id", ""), _between(ends[0], ends[1]))

    def _plane(self, element: str) -> etree._Element:
        names = {"bpmndi": DI, "dc": DC, "di": DD}
        diagram = etree.SubElement(self.root, f"{BDI}BPMNDiagram", {"id": self._new(f"Diagram_{element}")}, nsmap=names)
        return etree.SubElement(
            diagram, f"{BDI}BPMNPlane", {"id": self._new(f"Plane_{element}"), "bpmnElement": element}
        )

    def _shape(
        self, plane: etree._Element, element: str, box: Bounds, *, horizontal: bool = False, expanded: bool = False
    ) -> None:
        given = {"id": self._new(f"{element}_di"), "bpmnElement": element}
        given |= {"isHorizontal": "true"} if horizontal else {}
        given |= {"isExpanded": "true"} if expanded else {}
        shape = etree.SubElement(plane, f"{BDI}BPMNShape", given)
        values = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        etree.SubElement(shape, f"{BDC}Bounds", {k: f"{v:g}" for k, v in values.items()})

    def _edge(self, plane: etree._Element, element: str, points: list[Point]) -> None:
        edge = etree.SubElement(plane, f"{BDI}BPMNEdge", {"id": self._new(f"{element}_di"), "bpmnElement": element})
        for x, y in points:
            etree.SubElement(edge, f"{BDD}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})

    def _new(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self.ids:
            number += 1
            name = f"{wanted}_{number}"
        self.ids.add(name)
        return name


def _process_of(element: etree._Element) -> str:
    return next((a.get("id", "") for a in element.iterancestors(f"{B}process")), "")


def _between(source: Bounds, target: Bounds) -> list[Point]:
    """A line between boxes above each other, at right angles."""
    x, end = source.x + source.width / 2, target.x + target.width / 2
    if source.width > 300:
        x = end
    elif target.width > 300:
        end = x
    down = source.y < target.y
    first = (x, source.y + source.height if down else source.y)
    last = (end, target.y if down else target.y + target.height)
    middle = (first[1] + last[1]) / 2
    return [first, last] if abs(x - end) < 1 else [first, (x, middle), (end, middle), last]
