"""Lines at right angles from box to box, round other boxes where there is room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from processes.model.graph import Bounds, Graph, Node

Point = tuple[float, float]
GAP_X = 60.0
MANY = 150


def routed(graph: Graph, order: list[Node], boxes: dict[str, Bounds], height: float) -> dict[str, list[Point]]:
    """Give the line of each flow between boxes of one scope; large scopes do not look out for boxes in the way."""
    ids = {n.id for n in order if n.id in boxes}
    mine = {i: boxes[i] for i in ids}
    levels = sorted({b.y - 14 for b in mine.values()} | {b.y + b.height + 14 for b in mine.values()} | {height - 14})
    lines: dict[str, list[Point]] = {}
    for node in order:
        for name in node.outgoing:
            target = graph.flows[name].target
            if node.id not in mine or target not in mine:
                continue
            hangs = node.type == "boundaryEvent" and node.attached_to in mine
            line = _line(mine[node.id], mine[target], hangs)
            if len(mine) <= MANY:
                others = [b for i, b in mine.items() if i not in (node.id, target, node.attached_to)]
                ways = chain([line], _ways(mine[node.id], mine[target], hangs, levels))
                line = next((way for way in ways if not _hits(way, others)), line)
            lines[name] = line
    return lines


def _ways(source: Bounds, target: Bounds, down: bool, levels: list[float]) -> Iterator[list[Point]]:
    """Other ways: turning early, or along a free level between the rows, the nearest first."""
    middle, aim = source.y + source.height / 2, target.y + target.height / 2
    right, left = source.x + source.width, target.x
    out, into = right + 14, left - 14
    if not down and into > out:
        yield [(right, middle), (out, middle), (out, aim), (left, aim)]
    for level in sorted(levels, key=lambda y: abs(y - middle) + abs(y - aim)):
        if not down:
            yield [(right, middle), (out, middle), (out, level), (into, level), (into, aim), (left, aim)]
        elif level > source.y + source.height:
            x = source.x + source.width / 2
            yield [(x, source.y + source.height), (x, level), (into, level), (into, aim), (left, aim)]


def _hits(line: list[Point], boxes: list[Bounds]) -> bool:
    return any(_crosses(a, b, box) for a, b in pairwise(line) for box in boxes)


def _crosses(a: Point, b: Point, box: Bounds) -> bool:
    across = min(a[0], b[0]) < box.x + box.width and max(a[0], b[0]) > box.x
    return across and min(a[1], b[1]) < box.y + box.height and max(a[1], b[1]) > box.y


def _line(source: Bounds, target: Bounds, down: bool) -> list[Point]:
    """From the right (or, for boundary events, the bottom) of one box to the left of the other, at right angles."""
    middle, aim = source.y + source.height / 2, target.y + target.height / 2
    right, left = source.x + source.width, target.x
    if down:
        x, low = source.x + source.width / 2, source.y + source.height
        if left > x + 8 and aim > low:
            return [(x, low), (x, aim), (left, aim)]
        return [(x, low), (x, low + 16), (left - 16, low + 16), (left - 16, aim), (left, aim)]
    if left >= right:
        if abs(middle - aim) < 1:
            return [(right, middle), (left, aim)]
        turn = left - GAP_X / 2 if left - right >= GAP_X else (right + left) / 2
        return [(right, middle), (turn, middle), (turn, aim), (left, aim)]
    under = max(source.y + source.height, target.y + target.height) + 16
    x, end = source.x + source.width / 2, target.x + target.width / 2
    if abs(x - end) < 1:
        x, end = x - 10, end + 10
    return [(x, source.y + source.height), (x, under), (end, under), (end, target.y + target.height)]
