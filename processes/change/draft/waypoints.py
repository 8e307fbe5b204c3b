"""The way of an edge over the canvas: reading, writing and joining waypoints at right angles."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from processes.change.draft.tags import DC, DD, Element

Point = tuple[float, float]
Box = tuple[float, float, float, float]

SAME = 0.5
FAR = 30


def number(value: float) -> str:
    """A coordinate as short as it can be written without losing a hundredth."""
    return f"{round(value, 2):.10g}"


def waypoints(edge: Element) -> list[Point]:
    """The points of an edge; those without numbers are left out."""
    found = []
    for point in edge.findall(DD + "waypoint"):
        try:
            found.append((float(point.get("x", "")), float(point.get("y", ""))))
        except ValueError:
            continue
    return found


def set_waypoints(edge: Element, points: Sequence[Point]) -> None:
    """Give an edge another way; what says where its old ends were docked goes."""
    for attribute in ("sourceElement", "targetElement"):
        edge.attrib.pop(attribute, "")
    old = edge.findall(DD + "waypoint")
    at = list(edge).index(old[0]) if old else 0
    lead = old[0].tail if len(old) > 1 else None
    last = old[-1].tail if old else None
    for point in old:
        edge.remove(point)
    for offset, (x, y) in enumerate(points):
        point = etree.Element(DD + "waypoint", x=number(x), y=number(y))
        point.tail = last if offset == len(points) - 1 else lead
        edge.insert(at + offset, point)


def bounds(shape: Element) -> Box | None:
    """The box of a shape, None where the file gives no numbers."""
    box = shape.find(DC + "Bounds")
    if box is None:
        return None
    try:
        x, y, width, height = (float(box.get(k, "")) for k in ("x", "y", "width", "height"))
    except ValueError:
        return None
    return x, y, width, height


def simplify(points: Sequence[Point]) -> list[Point]:
    """The same way without doubled points and points in the middle of a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(kept[-1][0] - point[0]) < SAME and abs(kept[-1][1] - point[1]) < SAME:
            continue
        while len(kept) >= 2 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept if len(kept) > 1 else list(points[:1]) + list(points[-1:])


def _straight(a: Point, b: Point, c: Point) -> bool:
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    onward = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return abs(cross) < 1.0 and onward >= 0


def _flat(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) >= abs(a[1] - b[1])


def bridge(first: Sequence[Point], second: Sequence[Point]) -> list[Point]:
    """One way from two: the end of the first joined to the beginning of the second at right angles."""
    (x1, y1), (x2, y2) = first[-1], second[0]
    if abs(x1 - x2) < SAME or abs(y1 - y2) < SAME:
        return [*first, *second]
    arrives_flat = len(first) < 2 or _flat(first[-2], first[-1])
    leaves_flat = len(second) < 2 or _flat(second[0], second[1])
    if arrives_flat and leaves_flat:
        middle = (x1 + x2) / 2
        between = [(middle, y1), (middle, y2)]
    elif arrives_flat:
        between = [(x2, y1)]
    elif leaves_flat:
        between = [(x1, y2)]
    else:
        middle = (y1 + y2) / 2
        between = [(x1, middle), (x2, middle)]
    return [*first, *between, *second]


def dock(box: Box, towards: Point) -> Point:
    """The middle of the side of a box that faces a point."""
    x, y, width, height = box
    cx, cy = x + width / 2, y + height / 2
    dx, dy = towards[0] - cx, towards[1] - cy
    if abs(dx) / (width or 1) >= abs(dy) / (height or 1):
        return (x + width if dx > 0 else x, cy)
    return (cx, y + height if dy > 0 else y)


def end_in(points: Sequence[Point], box: Box) -> list[Point]:
    """A way that ended at a bigger box round the same centre, led on to this one without a new slant."""
    x, y, width, height = box
    cx, cy = x + width / 2, y + height / 2
    (px, py), before = points[-1], points[-2]
    flat = _flat(before, (px, py))
    if flat and abs(py - cy) < SAME:
        return [*points, (x if before[0] < cx else x + width, cy)]
    if not flat and abs(px - cx) < SAME:
        return [*points, (cx, y if before[1] < cy else y + height)]
    if flat and abs(py - cy) > height / 2:
        return [*points, (cx, py), (cx, y if py < cy else y + height)]
    if not flat and abs(px - cx) > width / 2:
        return [*points, (px, cy), (x if px < cx else x + width, cy)]
    if flat:
        return [*points, (px, cy), (x if px < cx else x + width, cy)]
    return [*points, (cx, py), (cx, y if py < cy else y + height)]


def distance(point: Point, box: Box) -> float:
    """How far a point lies outside a box."""
    x, y, width, height = box
    return max(x - point[0], point[0] - x - width, 0.0) + max(y - point[1], point[1] - y - height, 0.0)


def trim(points: Sequence[Point], box: Box | None) -> list[Point]:
    """A way that ends at a box: points at its end that lead far away go, as some tools write (0, 0) there."""
    kept = list(points)
    while box and len(kept) > 1 and distance(kept[-1], box) > max(FAR, distance(kept[-2], box)):
        kept.pop()
    return kept if not box or len(kept) == len(points) else bridge(kept, [dock(box, kept[-1])])
