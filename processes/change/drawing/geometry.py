"""Boxes and straight pieces of ways, and whether they come into each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from processes.change.draft.waypoints import Box, Point

Segment = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a way has to keep clear of: boxes it may not run through, labels and lines that it should not meet."""

    boxes: tuple[Box, ...] = ()
    labels: tuple[Box, ...] = ()
    lines: tuple[Segment, ...] = ()


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


def as_box(line: Segment) -> Box:
    """The box that a piece runs through from corner to corner."""
    (ax, ay), (bx, by) = line
    return (min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by))
