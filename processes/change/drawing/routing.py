"""Leading a way from one box to another at right angles: around all boxes, with few bends and crossings.

An A* search over the lines that stand a little beside the boxes around (orthogonal connector routing, Wybrow, Marriott
and Stuckey 2009); the same drawing always gives the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from heapq import heappop, heappush

from processes.change.draft.waypoints import SAME, Box, Point, simplify
from processes.change.drawing.geometry import Surroundings, as_box, docks, meets, overlap, segments
from processes.change.drawing.grid import BESIDE, CLOSE, Cell, Grid

BEND = 60.0
AROUND = 260.0
# Where a way leaves and arrives, and what it costs to do so there: people read from left to right.
_SIDES = {"right": (1, 0), "bottom": (0, 1), "top": (0, -1), "left": (-1, 0)}
_LEAVES = {"right": 0.0, "bottom": 70.0, "top": 75.0, "left": 240.0}
_ARRIVES = {"left": 0.0, "top": 70.0, "bottom": 75.0, "right": 240.0}
# At gateways and events ways leave and arrive at the corners, too.
SMALL, _AT_CORNER = 60.0, 35.0

# A crossing of lines, and in which direction it was reached.
State = tuple[Cell, Cell]


def route(source: Box, target: Box, around: Surroundings, taken: Iterable[Point] = ()) -> list[Point]:
    """The way from the border of one box to that of another; `taken` are places on borders where others are docked.

    Where there is no way around everything, one that runs straight through comes back: the gate of drawings counts it.
    """
    docked = tuple(taken)
    for reach in (AROUND, 4 * AROUND):
        near = _near(source, target, around, reach)
        found = _search(source, target, near, docked)
        if found:
            return _centred(simplify(found), near)
    return _through(source, target)


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


def _search(source: Box, target: Box, around: Surroundings, taken: Collection[Point]) -> list[Point]:
    """The cheapest way along the lines of a grid, [] where there is none."""
    leaves, arrives = _facing(source, target)
    grid = Grid(source, target, around, (*leaves.values(), *arrives.values()))
    goals: dict[State, float] = {}
    for side, point in arrives.items():
        if (at := grid.cell(point)) is not None:
            dx, dy = _SIDES[side]
            goals[at, (-dx, -dy)] = _at_side(_ARRIVES[side], target) + _dear(point, taken)
    starts: dict[State, float] = {}
    for side, point in leaves.items():
        if (at := grid.cell(point)) is not None:
            starts[at, _SIDES[side]] = _at_side(_LEAVES[side], source) + _dear(point, taken)
    return [grid.point(at) for at, _ in _cheapest(grid, target, starts, goals)]


def _cheapest(grid: Grid, target: Box, starts: dict[State, float], goals: dict[State, float]) -> list[State]:
    """The states from a start to a goal that cost least together (A*)."""
    best = dict(starts)
    came: dict[State, State | None] = dict.fromkeys(starts)
    queue = [(cost + _left(grid.point(state[0]), target), n, state, cost)
             for n, (state, cost) in enumerate(starts.items())]  # fmt: skip
    queue.sort()
    number = len(queue)
    never = float("inf")
    done: tuple[float, State | None] = (never, None)
    while queue and queue[0][0] < done[0]:
        _guess, _number, state, cost = heappop(queue)
        if cost > best[state]:
            continue
        if state in goals and cost + goals[state] < done[0]:
            done = (cost + goals[state], state)
        at, heading = state
        back, is_first = (-heading[0], -heading[1]), came[state] is None
        for step, to, price, point in grid.steps(at):
            if step == back or (is_first and step != heading):
                continue
            total = cost + price + (BEND if step != heading else 0.0)
            further = (to, step)
            if total < best.get(further, never):
                best[further], came[further] = total, state
                number += 1
                heappush(queue, (total + _left(point, target), number, further, total))
    return _walked(came, done[1])


def _walked(came: dict[State, State | None], last: State | None) -> list[State]:
    states = []
    while last is not None:
        states.append(last)
        last = came[last]
    return states[::-1]


def _left(point: Point, target: Box) -> float:
    """How far it is to a box at least."""
    x, y = point
    across = max(target[0] - x, x - target[0] - target[2], 0.0)
    return across + max(target[1] - y, y - target[1] - target[3], 0.0)


def _dear(point: Point, taken: Collection[Point]) -> float:
    """What it costs to dock where another way is docked."""
    return BEND if any(abs(point[0] - p[0]) < 2 and abs(point[1] - p[1]) < 2 for p in taken) else 0.0


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
    near = [as_box(line) for line in around.lines]
    return points if any(meets(line, pieces[1], CLOSE) for line in near) else wanted


def _at_side(cost: float, box: Box) -> float:
    """What a side costs: less above and below what is small."""
    return cost - _AT_CORNER if 0 < cost < 100 and box[2] <= SMALL else cost
