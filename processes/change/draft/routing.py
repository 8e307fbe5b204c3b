"""Leading a way from one box to another at right angles: around all boxes, with few bends and crossings.

An A* search over the lines that stand a little beside the boxes around (orthogonal connector routing, Wybrow, Marriott
and Stuckey 2009); the same drawing always gives the same way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from processes.change.draft.waypoints import SAME, Box, Point, simplify

Segment = tuple[Point, Point]

BESIDE = 15.0
CLOSE = 4.0
BEND, CROSSING, ALONG, LABEL = 60.0, 45.0, 400.0, 120.0
AROUND = 260.0
MOST_LINES = 90
# Where a way leaves and arrives, and what it costs to do so there: people read from left to right.
_SIDES = {"right": (1, 0), "bottom": (0, 1), "top": (0, -1), "left": (-1, 0)}
_LEAVES = {"right": 0.0, "bottom": 70.0, "top": 75.0, "left": 240.0}
_ARRIVES = {"left": 0.0, "top": 70.0, "bottom": 75.0, "right": 240.0}
# At gateways and events ways leave and arrive at the corners, too.
SMALL, _AT_CORNER = 60.0, 35.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a way has to keep clear of: boxes it may not run through, labels and lines that it should not meet."""

    boxes: tuple[Box, ...] = ()
    labels: tuple[Box, ...] = ()
    lines: tuple[Segment, ...] = ()


def route(source: Box, target: Box, around: Surroundings, taken: Iterable[Point] = ()) -> list[Point]:
    """The way from the border of one box to that of another; `taken` are places on borders where others are docked.

    Where there is no way around everything, one that runs straight through comes back: the gate of drawings counts it.
    """
    for reach in (AROUND, 4 * AROUND):
        found = _Search(source, target, _near(source, target, around, reach), tuple(taken)).run()
        if found:
            return _centred(simplify(found), _near(source, target, around, reach))
    return _through(source, target)


def segments(points: Sequence[Point]) -> Iterator[Segment]:
    """The straight pieces of a way."""
    yield from pairwise(points)


def docks(box: Box) -> dict[str, Point]:
    """The middle of each side of a box."""
    x, y, width, height = box
    return {
        "right": (x + width, y + height / 2), "bottom": (x + width / 2, y + height),
        "top": (x + width / 2, y), "left": (x, y + height / 2),
    }  # fmt: skip


def meets(box: Box, piece: Segment, pad: float = 0.0) -> bool:
    """Whether a straight piece at a right angle comes into a box, or closer to it than `pad`."""
    x, y, width, height = box
    (ax, ay), (bx, by) = piece
    across = max(ax, bx) > x - pad and min(ax, bx) < x + width + pad
    return across and max(ay, by) > y - pad and min(ay, by) < y + height + pad


def overlap(one: Box, other: Box, pad: float = 0.0) -> bool:
    """Whether two boxes share room, or stand closer than `pad`."""
    across = one[0] < other[0] + other[2] + pad and other[0] < one[0] + one[2] + pad
    return across and one[1] < other[1] + other[3] + pad and other[1] < one[1] + one[3] + pad


def _through(source: Box, target: Box) -> list[Point]:
    start, end = docks(source)["right"], docks(target)["left"]
    middle = (start[0] + end[0]) / 2
    return simplify([start, (middle, start[1]), (middle, end[1]), end])


def _near(source: Box, target: Box, around: Surroundings, reach: float) -> Surroundings:
    left, top = min(source[0], target[0]) - reach, min(source[1], target[1]) - reach
    right = max(source[0] + source[2], target[0] + target[2]) + reach
    bottom = max(source[1] + source[3], target[1] + target[3]) + reach
    window = (left, top, right - left, bottom - top)
    return Surroundings(
        tuple(b for b in around.boxes if overlap(b, window)), tuple(b for b in around.labels if overlap(b, window)),
        tuple(line for line in around.lines if meets(window, line)),
    )  # fmt: skip


@dataclass
class _Search:
    source: Box
    target: Box
    around: Surroundings
    taken: tuple[Point, ...]
    xs: list[float] = field(init=False)
    ys: list[float] = field(init=False)
    starts: dict[str, Point] = field(init=False)
    ends: dict[str, Point] = field(init=False)

    def __post_init__(self) -> None:
        every = [self.source, self.target, *self.around.boxes, *self.around.labels]
        self.starts, self.ends = _facing(self.source, self.target)
        points = [*self.starts.values(), *self.ends.values()]
        self.xs = _lines([(b[0], b[0] + b[2]) for b in every], [x for x, _ in points], self._centre(0))
        self.ys = _lines([(b[1], b[1] + b[3]) for b in every], [y for _, y in points], self._centre(1))
        self.blocked: tuple[set[tuple[int, int]], set[tuple[int, int]]] = (set(), set())
        self.costs: tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]] = ({}, {})
        for box in (self.source, self.target, *self.around.boxes):
            pad = CLOSE if box not in (self.source, self.target) else 0.0
            self._mark(box, pad, None)
        for box in self.around.labels:
            self._mark(box, -2.0, LABEL)
        for line in self.around.lines:
            self._line(line)

    def _centre(self, axis: int) -> float:
        return (self.source[axis] + self.target[axis] + (self.source[axis + 2] + self.target[axis + 2]) / 2) / 2

    def _mark(self, box: Box, pad: float, cost: float | None) -> None:
        """Close the pieces of the grid that run through a box, or make them dear."""
        x, y, width, height = box
        for axis, along, across, start, end, low, high in (
            (0, self.xs, self.ys, x - pad, x + width + pad, y - pad, y + height + pad),
            (1, self.ys, self.xs, y - pad, y + height + pad, x - pad, x + width + pad),
        ):
            first = max(bisect_right(along, start + SAME / 2) - 1, 0)
            last = min(bisect_left(along, end - SAME / 2), len(along) - 1)
            for other in range(bisect_right(across, low + SAME), bisect_left(across, high - SAME)):
                for piece in range(first, last):
                    if cost is None:
                        self.blocked[axis].add((piece, other))
                    else:
                        self.costs[axis][piece, other] = self.costs[axis].get((piece, other), 0.0) + cost

    def _line(self, line: Segment) -> None:
        """Make it dear to cross a line, and very dear to run along it."""
        (ax, ay), (bx, by) = line
        flat = abs(ay - by) < SAME
        if not flat and abs(ax - bx) >= SAME:
            return
        axis, along, across = (0, self.xs, self.ys) if flat else (1, self.ys, self.xs)
        start, end = (min(ax, bx), max(ax, bx)) if flat else (min(ay, by), max(ay, by))
        at = ay if flat else ax
        first, last = max(bisect_right(along, start) - 1, 0), min(bisect_left(along, end), len(along) - 1)
        for other in range(bisect_left(across, at - CLOSE), bisect_right(across, at + CLOSE)):
            for piece in range(first, last):
                self.costs[axis][piece, other] = self.costs[axis].get((piece, other), 0.0) + ALONG
        crossed = bisect_left(across, at) - 1
        if 0 <= crossed < len(across) - 1:
            for other in range(bisect_right(along, start), bisect_left(along, end)):
                where = (crossed, other)
                self.costs[1 - axis][where] = self.costs[1 - axis].get(where, 0.0) + CROSSING

    def run(self) -> list[Point]:
        """The cheapest way, [] where there is none."""
        goals = {}
        for side, point in self.ends.items():
            at = self._at(point)
            if at is not None:
                goals[at, _back(side)] = (_at_side(_ARRIVES[side], self.target) + self._dear(point), point)
        queue: list[tuple[float, int, tuple[int, int], tuple[int, int], float]] = []
        best: dict[tuple[tuple[int, int], tuple[int, int]], float] = {}
        came: dict[tuple[tuple[int, int], tuple[int, int]], tuple[tuple[int, int], tuple[int, int]] | None] = {}
        number = 0
        for side, point in self.starts.items():
            at = self._at(point)
            if at is None:
                continue
            state, cost = (at, _SIDES[side]), _at_side(_LEAVES[side], self.source) + self._dear(point)
            best[state], came[state] = cost, None
            heappush(queue, (cost + self._left(at), number, at, _SIDES[side], cost))
            number += 1
        done: tuple[float, tuple[tuple[int, int], tuple[int, int]]] | None = None
        while queue:
            guess, _, at, heading, cost = heappop(queue)
            if done is not None and guess >= done[0]:
                break
            state = (at, heading)
            if cost > best[state]:
                continue
            if state in goals and (done is None or cost + goals[state][0] < done[0]):
                done = (cost + goals[state][0], state)
            for step in _SIDES.values():
                if (step[0] == -heading[0] and step[1] == -heading[1]) or (came[state] is None and step != heading):
                    continue
                to = (at[0] + step[0], at[1] + step[1])
                more = self._price(at, to)
                if more is None:
                    continue
                total = cost + more + (BEND if step != heading else 0.0)
                following = (to, step)
                if total < best.get(following, float("inf")):
                    best[following], came[following] = total, state
                    number += 1
                    heappush(queue, (total + self._left(to), number, to, step, total))
        return self._walk(done[1], came) if done else []

    def _at(self, point: Point) -> tuple[int, int] | None:
        x, y = bisect_left(self.xs, point[0] - SAME / 2), bisect_left(self.ys, point[1] - SAME / 2)
        there = x < len(self.xs) and y < len(self.ys)
        return (x, y) if there and abs(self.xs[x] - point[0]) < SAME and abs(self.ys[y] - point[1]) < SAME else None

    def _dear(self, point: Point) -> float:
        return BEND if any(abs(point[0] - p[0]) < 2 and abs(point[1] - p[1]) < 2 for p in self.taken) else 0.0

    def _left(self, at: tuple[int, int]) -> float:
        x, y = self.xs[at[0]], self.ys[at[1]]
        return max(self.target[0] - x, x - self.target[0] - self.target[2], 0.0) + max(
            self.target[1] - y, y - self.target[1] - self.target[3], 0.0
        )

    def _price(self, at: tuple[int, int], to: tuple[int, int]) -> float | None:
        if not (0 <= to[0] < len(self.xs) and 0 <= to[1] < len(self.ys)):
            return None
        axis = 0 if at[1] == to[1] else 1
        piece = (min(at[axis], to[axis]), at[1 - axis])
        if piece in self.blocked[axis]:
            return None
        lines = (self.xs, self.ys)[axis]
        return abs(lines[at[axis]] - lines[to[axis]]) + self.costs[axis].get(piece, 0.0)

    def _walk(
        self,
        state: tuple[tuple[int, int], tuple[int, int]],
        came: dict[tuple[tuple[int, int], tuple[int, int]], tuple[tuple[int, int], tuple[int, int]] | None],
    ) -> list[Point]:
        points: list[Point] = []
        at: tuple[tuple[int, int], tuple[int, int]] | None = state
        while at is not None:
            points.append((self.xs[at[0][0]], self.ys[at[0][1]]))
            at = came[at]
        return points[::-1]


def _facing(source: Box, target: Box) -> tuple[dict[str, Point], dict[str, Point]]:
    """Where ways may leave one box and reach another: straight across where the two stand nearly in line."""
    first, second = docks(source), docks(target)
    for axis, sides in ((1, ("left", "right")), (0, ("top", "bottom"))):
        here, there = first[sides[0]][axis], second[sides[0]][axis]
        smaller, larger, docked = (
            (source, target, second) if source[axis + 2] <= target[axis + 2] else (target, source, first)
        )
        line = smaller[axis] + smaller[axis + 2] / 2
        if (
            0 < abs(here - there) <= BESIDE
            and larger[axis] + CLOSE < line < larger[axis] + larger[axis + 2] - CLOSE
            and larger[axis + 2] > SMALL
        ):
            for side in sides:
                x, y = docked[side]
                docked[side] = (x, line) if axis else (line, y)
    return first, second


def _centred(points: list[Point], around: Surroundings) -> list[Point]:
    """A way with two corners, its middle piece half way where nothing stands there."""
    if len(points) != 4:
        return points
    (ax, ay), (bx, _), _, (dx, dy) = points
    if abs(bx - points[2][0]) < SAME:
        middle = (ax + dx) / 2
        wanted = [points[0], (middle, ay), (middle, dy), points[3]]
    else:
        middle = (ay + dy) / 2
        wanted = [points[0], (ax, middle), (dx, middle), points[3]]
    pieces = [*segments(wanted)]
    if any(meets(box, piece, CLOSE) for box in around.boxes for piece in pieces):
        return points
    if any(meets(label, piece) for label in around.labels for piece in pieces):
        return points
    near = [_as_box(line) for line in around.lines]
    return points if any(meets(line, pieces[1], CLOSE) for line in near) else wanted


def _as_box(line: Segment) -> Box:
    (ax, ay), (bx, by) = line
    return (min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by))


def _at_side(cost: float, box: Box) -> float:
    """What a side costs: less above and below what is small."""
    return cost - _AT_CORNER if 0 < cost < 100 and box[2] <= SMALL else cost


def _back(side: str) -> tuple[int, int]:
    """The heading in which a way arrives at a side."""
    dx, dy = _SIDES[side]
    return (-dx, -dy)


def _lines(spans: Sequence[tuple[float, float]], middles: Sequence[float], centre: float) -> list[float]:
    """The places beside and in the middle of spans, sorted: those nearest to the centre where there are too many."""
    must = {round(m, 3) for m in middles}
    places = {round(p, 3) for low, high in spans for p in (low - BESIDE, high + BESIDE)} - must
    gaps = sorted(high for _, high in spans)
    lows = sorted(low for low, _ in spans)
    for high in gaps:
        place = bisect_left(lows, high)
        if place < len(lows) and lows[place] - high < 2 * BESIDE:
            places.add(round((high + lows[place]) / 2, 3))
    near = sorted(places, key=lambda p: (abs(p - centre), p))[:MOST_LINES]
    return sorted(must | set(near))
