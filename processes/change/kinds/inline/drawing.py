"""The drawing of a sub-process that dissolves: its steps stay where they are, or come where it stood."""

from __future__ import annotations

from collections.abc import Collection

from processes.change.draft import DI, Draft, Element, Room
from processes.change.draft.tags import kind
from processes.change.draft.waypoints import Box, bounds, set_waypoints, waypoints
from processes.change.drawing.figures import add_edge, add_shape, move_shape
from processes.change.drawing.sheet import Sheet
from processes.change.structure.frame import bounds_of
from processes.model import parse, write
from processes.model.graph import CONTAINERS
from processes.model.layout.place import Drawing, place, shifted


def bring_out(draft: Draft, holder: Element, nodes: Collection[str], flows: Collection[str]) -> Element | None:
    """Draw the steps of a sub-process on the plane where it stands itself; gives that, None where it is not drawn."""
    identity = str(holder.get("id"))
    sheet = Sheet.of(draft, holder, holder.getparent())
    box = sheet.box(identity) if sheet is not None else None
    if sheet is None or box is None:
        return None
    if all(node in sheet.shapes for node in nodes):
        return sheet.plane
    inner = next((Sheet(draft, plane) for plane in draft.planes.get(identity, ())), None)
    taken = bounds_of(inner, nodes, flows) if inner is not None else None
    if inner is not None and taken is not None:
        at = _make_room(draft, sheet, box, taken)
        _bring(draft, sheet.plane, inner.plane, {*nodes, *flows}, (at[0] - taken[0], at[1] - taken[1]))
        return sheet.plane
    drawing = place(parse(write(draft.root)).graph, identity)
    wanted = {name: drawing.boxes[name] for name in nodes if name in drawing.boxes}
    left, top = min(b.x for b in wanted.values()), min(b.y for b in wanted.values())
    size = (max(b.x + b.width for b in wanted.values()) - left, max(b.y + b.height for b in wanted.values()) - top)
    at = _make_room(draft, sheet, box, (left, top, *size))
    _lay_out(draft, sheet.plane, shifted(drawing, at[0] - left, at[1] - top), holder, {*flows})
    return sheet.plane


def _make_room(draft: Draft, sheet: Sheet, box: Box, inside: Box) -> tuple[float, float]:
    """Let the drawing be as large as what comes in place of a box; gives the corner of that."""
    x, y, width, height = box
    if inside[2] > width:
        draft.make_room(Room(sheet.name, "x", x + width, inside[2] - width))
    if inside[3] > height:
        draft.make_room(Room(sheet.name, "y", y + height, inside[3] - height))
    return x, y + max(height - inside[3], 0) / 2


def _bring(draft: Draft, plane: Element, inner: Element, own: Collection[str], by: tuple[float, float]) -> None:
    """Take drawn things over from another plane, all of them moved by as much."""
    for drawn in [one for one in inner if draft.ref(one.get("bpmnElement")) in own or not _is_flow_or_node(draft, one)]:
        for held in (drawn, *drawn.iterfind(f"{DI}BPMNLabel")):
            box = bounds(held)
            if box is not None and not (held is not drawn and bounds(drawn) is not None):
                move_shape(held, (box[0] + by[0], box[1] + by[1], box[2], box[3]))
        if points := waypoints(drawn):
            set_waypoints(drawn, [(x + by[0], y + by[1]) for x, y in points])
        draft.redrawn.add(draft.ref(drawn.get("bpmnElement")))
        plane.append(drawn)


def _is_flow_or_node(draft: Draft, drawn: Element) -> bool:
    what = draft.elements.get(draft.ref(drawn.get("bpmnElement")))
    return what is None or kind(what) in ("sequenceFlow", "startEvent", "endEvent")


def _lay_out(draft: Draft, plane: Element, drawing: Drawing, holder: Element, flows: Collection[str]) -> None:
    """Draw what was not drawn."""
    outside = {str(one.get("id")) for one in holder if kind(one) in ("startEvent", "endEvent")}
    for name, box in drawing.boxes.items():
        if name in draft.elements and name not in outside:
            shape = add_shape(draft, plane, draft.elements[name], (box.x, box.y, box.width, box.height))
            if kind(draft.elements[name]) in CONTAINERS:
                shape.set("isExpanded", "true")
    for name, points in drawing.lines.items():
        flow = draft.elements.get(name)
        if flow is not None and not {*draft.ends(flow)} & outside:
            add_edge(draft, plane, flow, points)
