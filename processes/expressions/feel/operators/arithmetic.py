"""Signs between two FEEL values, and the parts of dates: DMN 1.5, 10.3.2.14 (tables 57 to 61) and 10.3.2.3."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException
from typing import Any

from processes.expressions.feel.budget import Budget
from processes.expressions.feel.temporal import calendar, lexical
from processes.expressions.feel.temporal.calendar import (
    MIDNIGHT,
    NANOS_PER_SECOND,
    SECONDS_PER_DAY,
    Date,
    Days,
    Moment,
    Months,
    OutOfRange,
    Time,
)
from processes.expressions.feel.values import NUMBERS, Range, value

WORKS = {
    "+": NUMBERS.add, "-": NUMBERS.subtract, "*": NUMBERS.multiply, "/": NUMBERS.divide, "**": NUMBERS.power,
}  # fmt: skip


def reckon(sign: str, left: Any, right: Any, budget: Budget) -> Any:
    """Add, subtract, multiply, divide or raise; null for values that do not go together."""
    try:
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            return _numbers(sign, left, right, budget)
        if isinstance(left, str) and isinstance(right, str) and sign == "+":
            budget.text(len(left) + len(right))
            return left + right
        return _temporal(sign, left, right)
    except (DecimalException, OutOfRange):
        return None


def _numbers(sign: str, left: Decimal, right: Decimal, budget: Budget) -> Decimal | None:
    if sign == "/" and not right:
        return None
    if sign == "**":
        budget.spend(3 if abs(right) < 1000 and right == right.to_integral_value() else 50)
    found = WORKS[sign](left, right)
    return found if found.is_finite() else None


def _temporal(sign: str, left: Any, right: Any) -> Any:
    if sign == "+" and isinstance(left, Days | Months) and isinstance(right, Date | Moment | Time):
        left, right = right, left
    if sign not in "+-":
        return _scaled(sign, left, right)
    if isinstance(left, Date | Moment | Time):
        return _shift(sign, left, right)
    if isinstance(left, Days) and isinstance(right, Days):
        return calendar.days(left.nanos + (right.nanos if sign == "+" else -right.nanos))
    if isinstance(left, Months) and isinstance(right, Months):
        return calendar.months(left.months + (right.months if sign == "+" else -right.months))
    return None


def _shift(sign: str, left: Date | Moment | Time, right: Any) -> Any:
    """A date, moment or time moved by a duration, or the time between two of them."""
    if isinstance(right, Days | Months):
        return later(left, right, 1 if sign == "+" else -1)
    if sign == "+":
        return None
    if isinstance(left, Time) and isinstance(right, Time):
        return _between_times(left, right)
    if isinstance(left, Time) or not isinstance(right, Date | Moment):
        return None
    first, second = _moment(left, right), _moment(right, left)
    if (first.time.zone is None) != (second.time.zone is None):
        return None
    return calendar.days(calendar.line(first) - calendar.line(second))


def _between_times(left: Time, right: Time) -> Days | None:
    if (left.zone is None) != (right.zone is None):
        return None
    day = Date(2000, 1, 1)
    return calendar.days(calendar.line(Moment(day, left)) - calendar.line(Moment(day, right)))


def _moment(found: Date | Moment, beside: Any) -> Moment:
    """A moment; of a day its midnight, in UTC beside a moment with a zone (DMN 1.5, 10.3.2.3.5)."""
    if isinstance(found, Moment):
        return found
    zoned = isinstance(beside, Moment) and beside.time.zone is not None
    return Moment(found, Time(0, 0, 0, 0, calendar.UTC) if zoned else MIDNIGHT)


def later(start: Date | Moment | Time, by: Days | Months, times: int = 1) -> Any:
    """A date, moment or time so much later, or earlier where `times` is -1."""
    if isinstance(by, Months):
        if isinstance(start, Time):
            return None
        if isinstance(start, Moment):
            return Moment(calendar.in_months(start.date, times * by.months), start.time)
        return calendar.in_months(start, times * by.months)
    if isinstance(start, Time):
        return calendar.time_at((start.nanos + times * by.nanos) % (SECONDS_PER_DAY * NANOS_PER_SECOND), start.zone)
    if isinstance(start, Moment):
        return calendar.moment_at(calendar.line(start) + times * by.nanos, start.time.zone)
    return calendar.date_at(
        (start.number * SECONDS_PER_DAY * NANOS_PER_SECOND + times * by.nanos) // (SECONDS_PER_DAY * NANOS_PER_SECOND)
    )


def _scaled(sign: str, left: Any, right: Any) -> Any:
    """A duration times or by a number, or by another duration."""
    if sign == "*" and isinstance(left, Decimal):
        left, right = right, left
    if isinstance(left, Days | Months) and isinstance(right, Decimal) and sign in ("*", "/") and (right or sign == "*"):
        size = left.nanos if isinstance(left, Days) else left.months
        exact = WORKS[sign](Decimal(size), right)
        if abs(exact) > calendar.MOST_NANOS:
            raise OutOfRange
        whole = int(exact.to_integral_value(ROUND_HALF_EVEN)) if isinstance(left, Days) else int(exact)
        return calendar.days(whole) if isinstance(left, Days) else calendar.months(whole)
    if sign == "/" and isinstance(left, Days) and isinstance(right, Days) and right.nanos:
        return NUMBERS.divide(Decimal(left.nanos), Decimal(right.nanos))
    if sign == "/" and isinstance(left, Months) and isinstance(right, Months) and right.months:
        return NUMBERS.divide(Decimal(left.months), Decimal(right.months))
    return None


def negative(found: Any) -> Any:
    """`-value` of a number or a duration."""
    if isinstance(found, Decimal):
        return NUMBERS.minus(found)
    if isinstance(found, Days):
        return Days(-found.nanos)
    return Months(-found.months) if isinstance(found, Months) else None


def part(of: Any, name: str) -> Any:
    """A part of a date, time, duration or range, as `year` or `hours`."""
    if isinstance(of, Range):
        return {
            "start": of.low, "end": of.high, "start included": of.low_in, "end included": of.high_in,
        }.get(name)  # fmt: skip
    if isinstance(of, Moment):
        if name in ("time offset", "offset") and of.time.zone is not None:
            return Days(calendar.offset(of.date, of.time) * NANOS_PER_SECOND)
        return part(of.date, name) if name in ("year", "month", "day", "weekday") else part(of.time, name)
    if isinstance(of, Date):
        found = {"year": of.year, "month": of.month, "day": of.day}.get(name)
        found = of.weekday if name == "weekday" else found
    elif isinstance(of, Time):
        return _time_part(of, name)
    elif isinstance(of, Days | Months):
        found = _duration_part(of, name)
    else:
        return None
    return None if found is None else Decimal(found)


def _time_part(of: Time, name: str) -> Any:
    if name in ("time offset", "offset"):
        named = of.zone is not None and of.zone.name
        return None if of.zone is None or named else Days(of.zone.offset * NANOS_PER_SECOND)
    if name == "timezone":
        return of.zone.name if of.zone is not None and of.zone.name else None
    if name not in ("hour", "minute", "second"):
        return None
    return Decimal({"hour": of.hour, "minute": of.minute, "second": of.second}[name])


def _duration_part(of: Days | Months, name: str) -> int | None:
    whole = of.months if isinstance(of, Months) else of.nanos
    sign = -1 if whole < 0 else 1
    size = abs(whole) if isinstance(of, Months) else abs(whole) // NANOS_PER_SECOND
    if isinstance(of, Months):
        found = {"years": size // 12, "months": size % 12}.get(name)
    else:
        found = {
            "days": size // SECONDS_PER_DAY,
            "hours": size // 3600 % 24,
            "minutes": size // 60 % 60,
            "seconds": size % 60,
        }.get(name)
    return None if found is None else sign * found


def field(of: Any, name: str) -> Any:
    """What a path reads of a value: an entry of a context, or a part of a date, time, duration or range."""
    if isinstance(of, Mapping):
        return value(of.get(name))
    return part(lexical.temporal(of) if isinstance(of, str) else of, name)
