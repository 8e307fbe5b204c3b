"""How points and ranges stand to each other: DMN 1.5, 10.3.4.9 (table 80), and `range` of 10.3.4.1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from processes.expressions.feel.functions.signature import table
from processes.expressions.feel.operators import compare
from processes.expressions.feel.values import Range


class _NoOrder(ValueError):
    """Two ends are not of one kind."""


def _order(left: Any, right: Any) -> int:
    found = compare.compared(left, right)
    if found is None:
        raise _NoOrder
    return found


def _before(left: Any, right: Any) -> bool:
    """Whether all of the first lies before all of the second; each is a point or a range."""
    end, end_in = (left.high, left.high_in) if isinstance(left, Range) else (left, True)
    start, start_in = (right.low, right.low_in) if isinstance(right, Range) else (right, True)
    order = _order(end, start)
    return order < 0 or (order == 0 and not (end_in and start_in))


def _meets(left: Range, right: Range) -> bool:
    return left.high_in and right.low_in and _order(left.high, right.low) == 0


def _overlaps(left: Range, right: Range) -> bool:
    return _reaches(left, right) and _reaches(right, left)


def _reaches(left: Range, right: Range) -> bool:
    """Whether the end of the first is at or after the start of the second."""
    order = _order(left.high, right.low)
    return order > 0 or (order == 0 and left.high_in and right.low_in)


def _starts_earlier(left: Range, right: Range) -> bool:
    order = _order(left.low, right.low)
    return order < 0 or (order == 0 and left.low_in and not right.low_in)


def _ends_earlier(left: Range, right: Range) -> bool:
    order = _order(left.high, right.high)
    return order < 0 or (order == 0 and right.high_in and not left.high_in)


def _overlaps_before(left: Range, right: Range) -> bool:
    return _starts_earlier(left, right) and _reaches(left, right) and not _ends_earlier(right, left)


def _finishes(left: Any, right: Range) -> bool:
    if not isinstance(left, Range):
        return right.high_in and _order(left, right.high) == 0
    return left.high_in == right.high_in and _order(left.high, right.high) == 0 and not _starts_earlier(left, right)


def _starts(left: Any, right: Range) -> bool:
    if not isinstance(left, Range):
        return right.low_in and _order(left, right.low) == 0
    return left.low_in == right.low_in and _order(left.low, right.low) == 0 and not _ends_earlier(right, left)


def _during(left: Any, right: Range) -> bool:
    """Whether a point or a range lies within a range."""
    if not isinstance(left, Range):
        found = compare.within(left, right)
        if found is None:
            raise _NoOrder
        return found
    return not _starts_earlier(left, right) and not _ends_earlier(right, left)


def _coincides(left: Any, right: Any) -> bool:
    if not isinstance(left, Range):
        return _order(left, right) == 0
    ends = _order(left.low, right.low) == 0 and _order(left.high, right.high) == 0
    return ends and (left.low_in, left.high_in) == (right.low_in, right.high_in)


def _as_function(relation: Callable[[Any, Any], bool], turned: bool = False) -> Callable[..., Any]:
    """A relation as a function; `turned` asks it of the second and the first."""
    return lambda _, left, right: relation(right, left) if turned else relation(left, right)


def _range(work: Any, text: str) -> Range | None:
    found: Range | None = work.range_of(text)
    return found


POINTS, RANGES = "point1:p point2:p", "range1:r range2:r"
POINT_RANGE, RANGE_POINT = "point:p range:r", "range:r point:p"

FUNCTIONS = table([
    *(("before", _as_function(_before), shape) for shape in (POINTS, POINT_RANGE, RANGE_POINT, RANGES)),
    *(("after", _as_function(_before, True), shape) for shape in (POINTS, POINT_RANGE, RANGE_POINT, RANGES)),
    ("meets", _as_function(_meets), RANGES),
    ("met by", _as_function(_meets, True), RANGES),
    ("overlaps", _as_function(_overlaps), RANGES),
    ("overlaps before", _as_function(_overlaps_before), RANGES),
    ("overlaps after", _as_function(_overlaps_before, True), RANGES),
    *(("finishes", _as_function(_finishes), shape) for shape in (POINT_RANGE, RANGES)),
    *(("finished by", _as_function(_finishes, True), shape) for shape in (RANGE_POINT, RANGES)),
    *(("includes", _as_function(_during, True), shape) for shape in (RANGE_POINT, RANGES)),
    *(("during", _as_function(_during), shape) for shape in (POINT_RANGE, RANGES)),
    *(("starts", _as_function(_starts), shape) for shape in (POINT_RANGE, RANGES)),
    *(("started by", _as_function(_starts, True), shape) for shape in (RANGE_POINT, RANGES)),
    *(("coincides", _as_function(_coincides), shape) for shape in (POINTS, RANGES)),
    ("range", _range, "from:s"),
])  # fmt: skip
