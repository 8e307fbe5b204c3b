"""Boxes and lines: from cells to coordinates, sub-processes from the inside out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from processes.model.graph import CONTAINERS, GATEWAYS, Bounds, Graph, Node
from processes.model.layout.grid import Grid, grid
from processes.model.layout.route import GAP_X, Point, routed
from processes.model.outline import reading_order

GAP_Y, PAD = 50.0, 40.0
TASK, EVENT, GATE = (100.0, 80.0), (36.0, 36.0), (50.0, 50.0)


@dataclass
class Drawing:
    """Boxes by node id, lines by flow id, bands by lane id, and the size of it all."""

    boxes: dict[str, Bounds] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    bands: dict[str, Bounds] = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0


def place(
    graph: Graph, scope: str, lanes: list[str | None] | None = None, lane_of: Mapping[str, str] | None = None
) -> Drawing:
    """Lay out a scope with its corner at 0, 0; nothing overlaps, flows run at right angles."""
    order = reading_order(graph, scope)
    inner = {n.id: place(graph, n.id) for n in order if n.type in CONTAINERS}
    sizes = {n.id: _size(n, inner) for n in order}
    cells = grid(graph, order, lanes or [None], lane_of or {})
    drawing = Drawing()
    _boxes(drawing, cells, sizes)
    _boundary(drawing, order)
    drawing.lines.update(routed(graph, order, drawing.boxes, drawing.height))
    for name, inside in inner.items():
        _into(drawing, inside, drawing.boxes[name])
    return drawing


def _size(node: Node, inner: dict[str, Drawing]) -> Point:
    if node.id in inner:
        inside = inner[node.id]
        return max(TASK[0], inside.width + PAD), max(TASK[1], inside.height + PAD)
    if node.type in GATEWAYS:
        return GATE
    return EVENT if node.type.endswith("Event") else TASK


def _boxes(drawing: Drawing, cells: Grid, sizes: dict[str, Point]) -> None:
    columns = 1 + max((c.column for c in cells.cells.values()), default=0)
    rows = sum(height for _, height in cells.lane_rows)
    widths, heights = [TASK[0]] * columns, [TASK[1]] * rows
    for name, cell in cells.cells.items():
        widths[cell.column] = max(widths[cell.column], sizes[name][0])
        heights[cell.row] = max(heights[cell.row], sizes[name][1])
    lefts, tops = _sums(widths, GAP_X), _sums(heights, GAP_Y)
    for name, cell in cells.cells.items():
        width, height = sizes[name]
        x = lefts[cell.column] + (widths[cell.column] - width) / 2
        y = tops[cell.row] + (heights[cell.row] - height) / 2
        drawing.boxes[name] = Bounds(x, y, width, height)
    drawing.width = lefts[-1] + widths[-1] + GAP_X
    drawing.height = tops[-1] + heights[-1] + GAP_Y
    row = 0
    for lane, count in cells.lane_rows:
        top = tops[row] - GAP_Y / 2 if row else 0.0
        row += count
        bottom = tops[row] - GAP_Y / 2 if row < rows else drawing.height
        if lane is not None:
            drawing.bands[lane] = Bounds(0, top, drawing.width, bottom - top)


def _sums(sizes: list[float], gap: float) -> list[float]:
    found, at = [], gap
    for size in sizes:
        found.append(at)
        at += size + gap
    return found


def _boundary(drawing: Drawing, order: list[Node]) -> None:
    """Events on the lower border of their step, side by side from the right."""
    used: dict[str, int] = {}
    for node in order:
        host = drawing.boxes.get(node.attached_to or "")
        if node.type != "boundaryEvent" or host is None or node.id in drawing.boxes:
            continue
        number = used.get(node.attached_to or "", 0)
        used[node.attached_to or ""] = number + 1
        x = host.x + host.width - EVENT[0] - 8 - number * (EVENT[0] + 6)
        drawing.boxes[node.id] = Bounds(x, host.y + host.height - EVENT[1] / 2, *EVENT)


def _into(drawing: Drawing, inside: Drawing, frame: Bounds) -> None:
    dx = frame.x + (frame.width - inside.width) / 2
    dy = frame.y + (frame.height - inside.height) / 2
    moved = shifted(inside, dx, dy)
    drawing.boxes.update(moved.boxes)
    drawing.lines.update(moved.lines)


def shifted(drawing: Drawing, dx: float, dy: float) -> Drawing:
    """Give the drawing moved by dx, dy."""
    return Drawing(
        {i: replace(b, x=b.x + dx, y=b.y + dy) for i, b in drawing.boxes.items()},
        {i: [(x + dx, y + dy) for x, y in points] for i, points in drawing.lines.items()},
        {i: replace(b, x=b.x + dx, y=b.y + dy) for i, b in drawing.bands.items()},
        drawing.width,
        drawing.height,
    )
