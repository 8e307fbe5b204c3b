"""Signs between two FEEL values, and the parts of dates."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from processes.engine.scripts.feel import values
from processes.engine.scripts.feel.values import NUMBERS, Months, Range

COMPARED = ("=", "!=", "<", "<=", ">", ">=")
LONGEST = 100_000


def compare(sign: str, left: Any, right: Any) -> bool | None:
    """Whether a comparison holds; null where the two cannot be compared."""
    if sign in ("=", "!="):
        equal = values.same(left, right)
        return equal if equal is None or sign == "=" else not equal
    order = values.compared(left, right)
    if order is None:
        return None
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]


def reckon(sign: str, left: Any, right: Any) -> Any:
    """Add, subtract, multiply, divide or raise; null for values that do not go together."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _numbers(sign, left, right)
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) <= LONGEST else None
    if sign == "+" and isinstance(right, date) and isinstance(left, timedelta | Months):
        left, right = right, left
    if isinstance(left, date):
        return _dates(sign, left, right)
    return _durations(sign, left, right)


def _numbers(sign: str, left: Decimal, right: Decimal) -> Decimal | None:
    if sign == "/" and not right:
        return None
    works = {
        "+": NUMBERS.add, "-": NUMBERS.subtract, "*": NUMBERS.multiply, "/": NUMBERS.divide, "**": NUMBERS.power,
    }  # fmt: skip
    found = works[sign](left, right)
    return found if found.is_finite() else None


def _dates(sign: str, left: date, right: Any) -> Any:
    if sign == "-" and isinstance(right, date):
        first, second = values.as_moment(left), values.as_moment(right)
        return first - second if (first.tzinfo is None) == (second.tzinfo is None) else None
    if sign not in "+-":
        return None
    if isinstance(right, timedelta):
        whole = isinstance(left, datetime) or (right.seconds == 0 and right.microseconds == 0)
        start = left if whole else values.as_moment(left)
        return start + right if sign == "+" else start - right
    if isinstance(right, Months):
        return _moved(left, right.months if sign == "+" else -right.months)
    return None


def _moved(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1] if 1 <= year <= 9999 else 1
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def _durations(sign: str, left: Any, right: Any) -> Any:
    if isinstance(left, Months):
        if isinstance(right, Months) and sign in "+-":
            return Months(left.months + right.months if sign == "+" else left.months - right.months)
        if isinstance(right, Decimal) and sign == "*":
            return Months(int(left.months * right))
        return None
    if isinstance(left, timedelta):
        if isinstance(right, timedelta) and sign in "+-":
            return left + right if sign == "+" else left - right
        if isinstance(right, timedelta) and sign == "/" and right:
            return Decimal(repr(left / right))
        if isinstance(right, Decimal) and sign in "*/" and (right or sign == "*"):
            return left * float(right) if sign == "*" else left / float(right)
    return None


def part(of: Any, name: str) -> Any:
    """A part of a date, time, duration or range, as `year` or `hours`."""
    if isinstance(of, Months):
        found: Any = {"years": int(of.months / 12), "months": of.months - int(of.months / 12) * 12}.get(name)
    elif isinstance(of, timedelta):
        found = {
            "days": of.days, "hours": of.seconds // 3600, "minutes": of.seconds // 60 % 60, "seconds": of.seconds % 60,
        }.get(name)  # fmt: skip
    elif isinstance(of, date | time) and name in ("year", "month", "day", "hour", "minute", "second"):
        found = getattr(of, name, None)
    elif isinstance(of, date) and name == "weekday":
        found = of.isoweekday()
    elif isinstance(of, Range):
        return {"start": of.low, "end": of.high}.get(name)
    else:
        return None
    return None if found is None else Decimal(found)
