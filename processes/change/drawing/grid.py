"""The lines along which ways are led: a little beside what stands around, with what each piece of them costs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from processes.change.draft.waypoints import SAME, Box, Point
from processes.change.drawing.geometry import Segment, Surroundings

BESIDE = 15.0
CLOSE = 4.0
CROSSING, ALONG, LABEL = 45.0, 400.0, 120.0
MOST_LINES = 90

Cell = tuple[int, int]
WAYS: tuple[Cell, ...] = ((1, 0), (0, 1), (0, -1), (-1, 0))


class Grid:
    """Lines across the surroundings of two boxes; pieces are numbered by the line that they lie on and their start."""

    def __init__(self, source: Box, target: Box, around: Surroundings, middles: Iterable[Point]) -> None:
        every = [source, target, *around.boxes, *around.labels]
        points = [*middles]
        self.lines = (
            _lines([(b[0], b[0] + b[2]) for b in every], [x for x, _ in points], _centre(source, target, 0)),
            _lines([(b[1], b[1] + b[3]) for b in every], [y for _, y in points], _centre(source, target, 1)),
        )
        self._blocked: tuple[set[Cell], set[Cell]] = (set(), set())
        self._steps: dict[Cell, list[tuple[Cell, Cell, float, Point]]] = {}
        self._costs: tuple[dict[Cell, float], dict[Cell, float]] = ({}, {})
        for box in (source, target, *around.boxes):
            self._mark(box, 0.0 if box in (source, target) else CLOSE, None)
        for box in around.labels:
            self._mark(box, -2.0, LABEL)
        for line in around.lines:
            self._cross(line)

    def point(self, at: Cell) -> Point:
        """Where two lines cross."""
        return (self.lines[0][at[0]], self.lines[1][at[1]])

    def cell(self, point: Point) -> Cell | None:
        """The crossing at a point, None where no two lines cross there."""
        xs, ys = self.lines
        x, y = bisect_left(xs, point[0] - SAME / 2), bisect_left(ys, point[1] - SAME / 2)
        there = x < len(xs) and y < len(ys)
        return (x, y) if there and abs(xs[x] - point[0]) < SAME and abs(ys[y] - point[1]) < SAME else None

    def steps(self, at: Cell) -> Sequence[tuple[Cell, Cell, float, Point]]:
        """Where one may go from a crossing: in which direction, to which crossing, what that costs, and its point."""
        found = self._steps.get(at)
        if found is None:
            ways = ((step, (at[0] + step[0], at[1] + step[1])) for step in WAYS)
            priced = ((step, to, self.price(at, to)) for step, to in ways)
            found = [(step, to, price, self.point(to)) for step, to, price in priced if price is not None]
            self._steps[at] = found
        return found

    def price(self, at: Cell, to: Cell) -> float | None:
        """What the piece between two crossings costs; None where none leads there."""
        if not (0 <= to[0] < len(self.lines[0]) and 0 <= to[1] < len(self.lines[1])):
            return None
        axis = 0 if at[1] == to[1] else 1
        piece = (min(at[axis], to[axis]), at[1 - axis])
        if piece in self._blocked[axis]:
            return None
        return abs(self.lines[axis][at[axis]] - self.lines[axis][to[axis]]) + self._costs[axis].get(piece, 0.0)

    def _mark(self, box: Box, pad: float, cost: float | None) -> None:
        """Close the pieces that run through a box, or make them dear."""
        for axis in (0, 1):
            along, across = self.lines[axis], self.lines[1 - axis]
            start, low = box[axis] - pad, box[1 - axis] - pad
            end, high = box[axis] + box[axis + 2] + pad, box[1 - axis] + box[3 - axis] + pad
            first = max(bisect_right(along, start + SAME / 2) - 1, 0)
            last = min(bisect_left(along, end - SAME / 2), len(along) - 1)
            for other in range(bisect_right(across, low + SAME), bisect_left(across, high - SAME)):
                for piece in range(first, last):
                    if cost is None:
                        self._blocked[axis].add((piece, other))
                    else:
                        self._add(axis, (piece, other), cost)

    def _cross(self, line: Segment) -> None:
        """Make it dear to cross a line, and very dear to run along it."""
        (ax, ay), (bx, by) = line
        flat = abs(ay - by) < SAME
        if not flat and abs(ax - bx) >= SAME:
            return
        axis = 0 if flat else 1
        along, across = self.lines[axis], self.lines[1 - axis]
        start, end = sorted((ax, bx) if flat else (ay, by))
        at = ay if flat else ax
        first, last = max(bisect_right(along, start) - 1, 0), min(bisect_left(along, end), len(along) - 1)
        for other in range(bisect_left(across, at - CLOSE), bisect_right(across, at + CLOSE)):
            for piece in range(first, last):
                self._add(axis, (piece, other), ALONG)
        crossed = bisect_left(across, at) - 1
        if 0 <= crossed < len(across) - 1:
            for other in range(bisect_right(along, start), bisect_left(along, end)):
                self._add(1 - axis, (crossed, other), CROSSING)

    def _add(self, axis: int, piece: Cell, cost: float) -> None:
        self._costs[axis][piece] = self._costs[axis].get(piece, 0.0) + cost


def _centre(source: Box, target: Box, axis: int) -> float:
    return (source[axis] + target[axis] + (source[axis + 2] + target[axis + 2]) / 2) / 2


def _lines(spans: Sequence[tuple[float, float]], middles: Sequence[float], centre: float) -> list[float]:
    """The places beside and in the middle of spans, sorted: those nearest to the centre where there are too many."""
    must = {round(m, 3) for m in middles}
    places = {round(p, 3) for low, high in spans for p in (low - BESIDE, high + BESIDE)} - must
    lows = sorted(low for low, _ in spans)
    for high in sorted(high for _, high in spans):
        place = bisect_left(lows, high)
        if place < len(lows) and lows[place] - high < 2 * BESIDE:
            places.add(round((high + lows[place]) / 2, 3))
    near = sorted(places, key=lambda p: (abs(p - centre), p))[:MOST_LINES]
    return sorted(must | set(near))
