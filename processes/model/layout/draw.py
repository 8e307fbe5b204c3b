"""Write a drawing into the model as BPMN diagram interchange."""

from __future__ import annotations

from lxml import etree

from processes.model.elements import BDC, BDD, BDI, DC, DD, DI, B
from processes.model.graph import CONTAINERS, Bounds, Graph
from processes.model.layout.place import GAP_Y, Drawing, Point, place, shifted
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

    def draw(self) -> None:
        """Draw the collaboration with its pools, and each process outside it on a sheet of its own."""
        pooled = {pool.process for pool in self.graph.pools.values()}
        if self.collaboration is not None and self.graph.pools:
            self._pools(self.collaboration)
        for process in self.graph.processes:
            if process not in pooled and any(n.scope == process for n in self.graph.nodes.values()):
                self._alone(process)

    def _alone(self, process: str) -> None:
        plane = self._plane(process)
        lanes = self._lanes(process)
        drawing = place(self.graph, process, lanes)
        self._steps(plane, drawing, 0, 0)
        for lane in self.graph.lanes.values():
            if lane.process == process and _key(lane.name, lane.id) in drawing.bands:
                self._shape(plane, lane.id, drawing.bands[_key(lane.name, lane.id)], horizontal=True)
        self._artifacts(plane, process, drawing)

    def _pools(self, collaboration: etree._Element) -> None:
        plane = self._plane(collaboration.get("id", ""))
        top, boxes = 0.0, {}
        drawn = {
            p.id: place(self.graph, p.process, self._lanes(p.process)) for p in self.graph.pools.values() if p.process
        }
        width = max((d.width for d in drawn.values()), default=EMPTY_POOL[0]) + 2 * HEADER
        for pool in self.graph.pools.values():
            drawing = drawn.get(pool.id)
            height = drawing.height if drawing is not None else EMPTY_POOL[1]
            boxes[pool.id] = Bounds(0, top, width, height)
            self._shape(plane, pool.id, boxes[pool.id], horizontal=True)
            if drawing is not None:
                self._bands(plane, pool.process, drawing, top, width)
                moved = self._steps(plane, drawing, 2 * HEADER, top)
                boxes.update(moved.boxes)
            top += height + GAP_Y
        for message in self.graph.message_flows.values():
            if message.source in boxes and message.target in boxes:
                self._edge(plane, message.id, _between(boxes[message.source], boxes[message.target]))

    def _bands(self, plane: etree._Element, process: str, drawing: Drawing, top: float, width: float) -> None:
        for lane in self.graph.lanes.values():
            band = drawing.bands.get(_key(lane.name, lane.id))
            if lane.process == process and band is not None:
                box = Bounds(HEADER, top + band.y, width - HEADER, band.height)
                self._shape(plane, lane.id, box, horizontal=True)

    def _lanes(self, process: str) -> list[str | None]:
        """The innermost lanes that hold steps, in document order."""
        used = {n.lane for n in self.graph.nodes.values() if n.process == process}
        own = [_key(lane.name, lane.id) for lane in self.graph.lanes.values() if lane.process == process]
        lanes: list[str | None] = [lane for lane in dict.fromkeys(own) if lane in used]
        return ([None] if None in used and lanes else []) + lanes or [None]

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
        for number, note in enumerate(self.graph.notes.values()):
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


def _key(name: str, lane_id: str) -> str:
    return name or lane_id


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
