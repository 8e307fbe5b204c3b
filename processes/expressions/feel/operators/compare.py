"""Which of two values is equal, less or within: true, false, or null where they are of different kinds.

DMN 1.5, 10.3.2.13 with tables 53 and 54. Beside the standard, a text of process data is read as the date, time or
duration that it says where it meets one; a text that the expression itself writes stays a text (`lenient`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from processes.expressions.feel.budget import Budget
from processes.expressions.feel.temporal import calendar, lexical
from processes.expressions.feel.temporal.calendar import MIDNIGHT, TEMPORAL, Date, Days, Moment, Months, Time
from processes.expressions.feel.values import Function, Range, value

COMPARED = ("=", "!=", "<", "<=", ">", ">=")
MOST_ALIKE = 40


def compare(sign: str, left: Any, right: Any, budget: Budget, lenient: bool = False) -> bool | None:
    """Whether a comparison holds; null where the two cannot be compared."""
    if sign in ("=", "!="):
        equal = same(left, right, budget, lenient)
        return equal if equal is None or sign == "=" else not equal
    order = compared(left, right, lenient)
    if order is None:
        return None
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]


def same(left: Any, right: Any, budget: Budget, lenient: bool = False, depth: int = 0) -> bool | None:
    """Whether two values are equal; null where they are of different kinds."""
    if left is None or right is None:
        return left is right
    left, right = value(left), value(right)
    if type(left) is type(right) and isinstance(left, Decimal | str | bool):
        if isinstance(left, str):
            budget.spend(len(left) // 1000)
        return bool(left == right)
    if lenient:
        left, right = alike(left, right)
    if isinstance(left, list) and isinstance(right, list):
        return _same_lists(left, right, budget, lenient, depth)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return _same_contexts(left, right, budget, lenient, depth)
    if isinstance(left, Range) and isinstance(right, Range):
        if (left.low_in, left.high_in) != (right.low_in, right.high_in):
            return False
        return bool(same(left.low, right.low, budget, lenient)) and bool(same(left.high, right.high, budget, lenient))
    if isinstance(left, Function) and isinstance(right, Function):
        return left is right
    if isinstance(left, Time | Moment) and type(left) is type(right) and _zoned(left) != _zoned(right):
        return False
    order = compared(left, right)
    return None if order is None else order == 0


def _same_lists(left: list[Any], right: list[Any], budget: Budget, lenient: bool, depth: int) -> bool | None:
    if len(left) != len(right) or depth > MOST_ALIKE:
        return False
    budget.spend(2 * len(left))
    found = [same(a, b, budget, lenient, depth + 1) for a, b in zip(left, right, strict=True)]
    return False if False in found else None if None in found else True


def _same_contexts(
    left: Mapping[str, Any], right: Mapping[str, Any], budget: Budget, lenient: bool, depth: int
) -> bool | None:
    if left.keys() != right.keys() or depth > MOST_ALIKE:
        return False
    budget.spend(2 * len(left))
    found = [same(left[key], right[key], budget, lenient, depth + 1) for key in left]
    return False if False in found else None if None in found else True


def _zoned(found: Time | Moment) -> bool:
    return (found.time if isinstance(found, Moment) else found).zone is not None


def compared(left: Any, right: Any, lenient: bool = False) -> int | None:
    """Less than zero, zero or more as two values of a kind stand to each other; null for others."""
    left, right = value(left), value(right)
    if lenient:
        left, right = alike(left, right)
    first, second = ordinal(left), ordinal(right)
    if first is None or second is None or first[0] != second[0]:
        return None
    return int(first[1] > second[1]) - int(first[1] < second[1])


def ordinal(found: Any) -> tuple[str, Any] | None:
    """The kind of a value and its place among those of this kind; None for what has no order."""
    if isinstance(found, Decimal):
        return "number", found
    if isinstance(found, str):
        return "string", found
    if isinstance(found, Date):
        return "date", found.number
    if isinstance(found, Moment):
        return f"moment{found.time.zone is None}", calendar.line(found)
    if isinstance(found, Time):
        shift = calendar.offset(Date(2000, 1, 1), found) * calendar.NANOS_PER_SECOND
        return f"time{found.zone is None}", found.nanos - shift
    if isinstance(found, Days):
        return "days", found.nanos
    return ("months", found.months) if isinstance(found, Months) else None


def alike(left: Any, right: Any) -> tuple[Any, Any]:
    """The two values, a text beside a date, time or duration read as one."""
    if isinstance(left, str) and isinstance(right, TEMPORAL):
        return _read_beside(left, right)
    if isinstance(right, str) and isinstance(left, TEMPORAL):
        said, other = _read_beside(right, left)
        return other, said
    return left, right


def _read_beside(text: str, other: Any) -> tuple[Any, Any]:
    """What a text says beside another value: a day beside a moment is its midnight, and the other way round."""
    found = lexical.temporal(text) if len(text) < lexical.LONGEST else None
    if isinstance(found, Date) and isinstance(other, Moment):
        found = Moment(found, MIDNIGHT)
    if isinstance(found, Moment) and isinstance(other, Date):
        other = Moment(other, MIDNIGHT)
    if isinstance(found, Moment) and isinstance(other, Moment) and _zoned(found) != _zoned(other):
        found, other = _in_utc(found), _in_utc(other)
    return (text if found is None else found), other


def _in_utc(found: Moment) -> Moment:
    time = found.time
    return (
        found if time.zone else Moment(found.date, Time(time.hour, time.minute, time.second, time.nano, calendar.UTC))
    )


def within(found: Any, where: Range, lenient: bool = False) -> bool | None:
    """Whether a value lies in a range (DMN 1.5, table 55); null where they cannot be compared."""
    low = high = True
    if where.low is not None:
        order = compared(found, where.low, lenient)
        if order is None:
            return None
        low = order > 0 or (order == 0 and where.low_in)
    if where.high is not None:
        order = compared(found, where.high, lenient)
        if order is None:
            return None
        high = order < 0 or (order == 0 and where.high_in)
    closed = (where.low is None and where.low_in) or (where.high is None and where.high_in)
    if closed or (where.low is None and where.high is None):
        return False if not (low and high) else None
    return low and high


def between(found: Any, low: Any, high: Any, budget: Budget, lenient: bool) -> bool | None:
    """`v between a and b` is `v >= a and v <= b`, with three values (DMN 1.5, table 55)."""
    above = compare(">=", found, low, budget, lenient)
    below = compare("<=", found, high, budget, lenient)
    if above is False or below is False:
        return False
    return True if above and below else None
