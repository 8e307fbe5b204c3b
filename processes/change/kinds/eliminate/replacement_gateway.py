"""A gateway or event in the place of a step, where its arrows cannot simply be joined."""

from __future__ import annotations

from lxml import etree

from processes.change.draft import BPMN, DC, DI, Draft, Element
from processes.change.draft.connect import lead_from, lead_to
from processes.change.draft.lines import indent, line_before
from processes.change.draft.tags import own_text
from processes.change.draft.waypoints import Box, bounds, end_in, number, set_waypoints, simplify, trim, waypoints
from processes.change.kinds.eliminate.anchors import Anchors

_EVENTS = ("startEvent", "endEvent")


def put_replacement(draft: Draft, at: Anchors, tag: str) -> None:
    """Put a gateway, start or end where the step was: same centre, its arrows docked there."""
    event = tag in _EVENTS
    new = etree.Element(BPMN + tag, id=draft.new_id("Event" if event else "Gateway"))
    default = draft.ref(at.step.get("default"))
    if tag in ("inclusiveGateway", "exclusiveGateway") and any(f.get("id") == default for f in at.outgoing):
        new.set("default", default)
    new.tail = line_before(at.step)
    at.step.addprevious(new)
    draft.add(new)
    for flow in at.incoming:
        lead_to(draft, flow, new)
    for flow in at.outgoing:
        lead_from(draft, flow, new)
    indent(new)
    for shape in list(draft.shapes.get(at.id, [])):
        _draw(draft, at, new, shape, 36 if event else 50)
    for reference in draft.all("flowNodeRef"):
        if draft.ref(own_text(reference)) == at.id:
            beside = etree.Element(BPMN + "flowNodeRef")
            beside.text = new.get("id")
            beside.tail = line_before(reference)
            reference.addprevious(beside)


def _draw(draft: Draft, at: Anchors, new: Element, old: Element, size: int) -> None:
    box = bounds(old)
    plane = old.getparent()
    if box is None or plane is None:
        return
    x, y, width, height = box
    small = (x + (width - size) / 2, y + (height - size) / 2, float(size), float(size))
    identity = str(new.get("id"))
    shape = etree.Element(DI + "BPMNShape", id=draft.new_id(identity), bpmnElement=identity)
    if new.tag == BPMN + "exclusiveGateway":
        shape.set("isMarkerVisible", "true")
    values = dict(zip(("x", "y", "width", "height"), map(number, small), strict=True))
    etree.SubElement(shape, DC + "Bounds", values)
    shape.tail = line_before(old)
    old.addprevious(shape)
    indent(shape)
    draft.add(shape)
    draft.shapes.setdefault(identity, []).append(shape)
    _redock(draft, at, plane, small)


def _redock(draft: Draft, at: Anchors, plane: Element, box: Box) -> None:
    for flows, backwards in ((at.incoming, False), (at.outgoing, True)):
        for flow in flows:
            for edge in draft.edges.get(str(flow.get("id")), []):
                way = waypoints(edge)
                if edge.getparent() is not plane or len(way) < 2:
                    continue
                way = trim(way[::-1] if backwards else way, box)
                way = simplify(end_in(way, box))
                set_waypoints(edge, way[::-1] if backwards else way)
