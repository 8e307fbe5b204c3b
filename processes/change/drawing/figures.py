"""New shapes and edges in a drawing, written as the file writes those around them."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from processes.change.draft.lines import put_after
from processes.change.draft.tags import DC, DI, Element
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import Box, Point, number, set_waypoints


def add_shape(draft: Draft, plane: Element, node: Element, box: Box) -> Element:
    """Draw a node on a plane, before the first edge: so that ways lie over it as in other files."""
    identity = str(node.get("id"))
    shape = etree.Element(DI + "BPMNShape", id=_free(draft, f"{identity}_di"), bpmnElement=identity)
    if node.tag.endswith("}exclusiveGateway"):
        shape.set("isMarkerVisible", "true")
    values = dict(zip(("x", "y", "width", "height"), map(number, box), strict=True))
    etree.SubElement(shape, DC + "Bounds", values)
    _put_on(plane, shape, DI + "BPMNShape")
    draft.add(shape)
    draft.shapes.setdefault(identity, []).append(shape)
    return shape


def add_edge(draft: Draft, plane: Element, flow: Element, points: Sequence[Point]) -> Element:
    """Draw a way on a plane."""
    identity = str(flow.get("id"))
    edge = etree.Element(DI + "BPMNEdge", id=_free(draft, f"{identity}_di"), bpmnElement=identity)
    set_waypoints(edge, points)
    _put_on(plane, edge, DI + "BPMNEdge")
    draft.add(edge)
    draft.edges.setdefault(identity, []).append(edge)
    return edge


def move_shape(shape: Element, box: Box) -> None:
    """Draw a shape elsewhere or larger; its label goes along."""
    old = shape.find(DC + "Bounds")
    if old is None:
        return
    by = {axis: at - float(old.get(axis, "0")) for axis, at in zip("xy", box, strict=False)}
    for label in shape.iter(DC + "Bounds"):
        if label is not old:
            for axis in "xy":
                label.set(axis, number(float(label.get(axis, "0")) + by[axis]))
    for name, value in zip(("x", "y", "width", "height"), box, strict=True):
        old.set(name, number(value))


def _put_on(plane: Element, new: Element, tag: str) -> None:
    same = plane.findall(tag)
    other = [child for child in plane if isinstance(child.tag, str)]
    if same or other:
        put_after((same or other)[-1], new)
        return
    plane.append(new)


def _free(draft: Draft, wanted: str) -> str:
    return wanted if wanted not in draft.elements else draft.new_id(wanted)
