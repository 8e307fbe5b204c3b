"""What a careful modeller would not let stand in a drawing, counted: by what is drawn, not by how it came about."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

from lxml import etree

from processes.change.draft.waypoints import Box, Point, bounds, waypoints
from processes.model import Model
from processes.model.graph import ACTIVITIES, EVENTS, GATEWAYS

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
Element = etree._Element
Fault = tuple[str, ...]


def faults(model: Model) -> Counter[Fault]:
    """What is wrong with a drawing, by names: boxes that overlap or stand outside their lane, ways that run through
    boxes or labels or slant, and ends that are docked nowhere."""
    tags = {str(e.get("id")): str(e.tag).rpartition("}")[2] for e in model.root.iter() if e.get("id")}
    found: Counter[Fault] = Counter()
    for plane in model.root.iter(f"{DI}BPMNPlane"):
        _look_at(model, plane, tags, found)
        _look_at_labels(model, plane, tags, found)
        _look_at_lanes(model, plane, found)
    return found


def _look_at(model: Model, plane: Element, tags: dict[str, str], found: Counter[Fault]) -> None:
    """Count the faults of one plane: what is drawn on another one is in nobody's way."""
    boxes = {
        str(shape.get("bpmnElement")): box
        for shape in plane.iter(f"{DI}BPMNShape")
        if tags.get(str(shape.get("bpmnElement"))) in ACTIVITIES | EVENTS | GATEWAYS
        and (box := bounds(shape)) is not None
    }
    holders = {a for a, b in _pairs(boxes) if _holds(boxes[a], boxes[b])}
    solid = {name: box for name, box in boxes.items() if name not in holders and tags[name] != "boundaryEvent"}
    for a, b in combinations(sorted(solid), 2):
        if _overlap(solid[a], solid[b]):
            found["overlap", a, b] += 1
    for edge in plane.iter(f"{DI}BPMNEdge"):
        flow, points = str(edge.get("bpmnElement")), waypoints(edge)
        if tags.get(flow) != "sequenceFlow" or len(points) < 2:
            continue
        ends = (model.graph.flows[flow].source, model.graph.flows[flow].target)
        for a, b in pairwise(points):
            if min(abs(a[0] - b[0]), abs(a[1] - b[1])) > 1:
                found["slant", flow] += 1
        for name, box in solid.items():
            if name not in ends and any(_through(box, a, b) for a, b in pairwise(points)):
                found["through", flow, name] += 1
        for end, point in zip(ends, (points[0], points[-1]), strict=True):
            if end in boxes and _far(boxes[end], point) > 2:
                found["undocked", flow, end] += 1


def _look_at_labels(model: Model, plane: Element, tags: dict[str, str], found: Counter[Fault]) -> None:
    """Count the ways that run through what somebody has to read."""
    named = {str(e.get("id")) for e in model.root.iter() if e.get("name")}
    labels = [
        (owner, box)
        for drawn in plane
        for label in drawn.iterfind(f"{DI}BPMNLabel")
        if (owner := str(drawn.get("bpmnElement"))) in named
        and tags.get(owner) in {"sequenceFlow", *EVENTS, *GATEWAYS}
        and (box := bounds(label)) is not None
    ]
    for edge in plane.iter(f"{DI}BPMNEdge"):
        flow = str(edge.get("bpmnElement"))
        for owner, box in labels if tags.get(flow) == "sequenceFlow" else ():
            inner = (box[0] + 3, box[1] + 3, box[2] - 6, box[3] - 6)
            if min(inner[2:]) > 0 and any(_through(inner, a, b) for a, b in pairwise(waypoints(edge))):
                found["label", owner, flow] += 1


def _look_at_lanes(model: Model, plane: Element, found: Counter[Fault]) -> None:
    """Count the steps of a lane that stand outside of it."""
    boxes = {str(shape.get("bpmnElement")): bounds(shape) for shape in plane.iter(f"{DI}BPMNShape")}
    for lane in model.root.iter("{*}lane"):
        around = boxes.get(str(lane.get("id")))
        for ref in lane.iterfind("{*}flowNodeRef"):
            box = boxes.get((ref.text or "").strip())
            if around is None or box is None:
                continue
            x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
            if not (around[0] <= x <= around[0] + around[2] and around[1] <= y <= around[1] + around[3]):
                found["lane", str(lane.get("id")), (ref.text or "").strip()] += 1


def _pairs(boxes: dict[str, Box]) -> list[tuple[str, str]]:
    return [(a, b) for a in boxes for b in boxes if a != b]


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0] and outer[1] <= inner[1] and outer[0] + outer[2] >= inner[0] + inner[2]
        and outer[1] + outer[3] >= inner[1] + inner[3] and outer[2] * outer[3] > 1.5 * inner[2] * inner[3]
    )  # fmt: skip


def _overlap(a: Box, b: Box) -> bool:
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    return across > 1 and min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]) > 1


def _through(box: Box, a: Point, b: Point) -> bool:
    x, y, width, height = box
    across = max(a[0], b[0]) > x + 1 and min(a[0], b[0]) < x + width - 1
    straight = min(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 1
    return straight and across and max(a[1], b[1]) > y + 1 and min(a[1], b[1]) < y + height - 1


def _far(box: Box, point: Point) -> float:
    """How far a point lies outside a box."""
    x, y, width, height = box
    return max(x - point[0], point[0] - x - width, y - point[1], point[1] - y - height, 0.0)
