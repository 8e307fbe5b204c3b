"""A new step in the drawing, in the room that is made for it."""

from __future__ import annotations

from lxml import etree

from processes.change.draft import DC, DI, Draft, Element, Room
from processes.change.draft.waypoints import Box, bounds, number, set_waypoints

GAP, WIDTH, HEIGHT = 50, 100, 80


def draw(draft: Draft, way: Element, step: Element, on: Element) -> None:
    """Draw a step that was put on a way, and the way on from it; nothing where the way is not drawn."""
    drawn = draft.edges.get(str(way.get("id")))
    if not drawn:
        return
    plane = drawn[0].getparent()
    assert plane is not None
    source, target = draft.ends(way)[0], draft.ends(on)[1]
    x, y, width, height = _box(draft, source)
    draft.make_room(Room(str(plane.get("bpmnElement")), "x", x + width, GAP + WIDTH))
    box = (x + width + GAP, y + height / 2 - HEIGHT / 2, WIDTH, HEIGHT)
    shape = _add(plane, "BPMNShape", step)
    etree.SubElement(shape, DC + "Bounds", dict(zip(("x", "y", "width", "height"), map(number, box), strict=True)))
    _lead(drawn[0], _box(draft, source), box)
    _lead(_add(plane, "BPMNEdge", on), box, _box(draft, target))


def _add(plane: Element, tag: str, what: Element) -> Element:
    return etree.SubElement(plane, DI + tag, id=f"{what.get('id')}_di", bpmnElement=str(what.get("id")))


def _box(draft: Draft, node: str) -> Box:
    found = bounds(draft.shapes[node][0])
    assert found is not None
    return found


def _lead(edge: Element, source: Box, target: Box) -> None:
    (ax, ay, aw, ah), (bx, by, _, bh) = source, target
    start, end, middle = (ax + aw, ay + ah / 2), (bx, by + bh / 2), (ax + aw + bx) / 2
    set_waypoints(edge, [start, (middle, start[1]), (middle, end[1]), end])
