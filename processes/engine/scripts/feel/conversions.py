"""Numbers, dates and times of texts and parts."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal, DecimalException
from typing import Any

from processes.engine.scripts.feel import values
from processes.engine.scripts.feel.values import Months


def number(said: Any, *_: Any) -> Any:
    """A number, or what a text says is one."""
    if isinstance(said, Decimal):
        return said
    try:
        found = Decimal(said.strip()) if isinstance(said, str) and len(said) < 100 else None
    except DecimalException:
        return None
    return found if found is not None and found.is_finite() and abs(found.adjusted()) < 400 else None


def date_of(said: Any, month: Any = None, day: Any = None) -> Any:
    """A date, of a text, a moment or year, month and day."""
    if isinstance(said, str):
        return values.day(said.partition("T")[0])
    if isinstance(said, datetime):
        return said.date()
    parts = (said, month, day)
    return date(*(int(p) for p in parts)) if all(isinstance(p, Decimal) for p in parts) else _only(said, date)


def _only(found: Any, kind: type) -> Any:
    return found if isinstance(found, kind) else None


def moment_of(said: Any, at: Any = None) -> Any:
    """A moment, of a text or of a day and a time."""
    if isinstance(said, str) and at is None:
        return values.moment(said)
    if isinstance(said, date) and isinstance(at, time):
        return datetime.combine(said, at)
    return values.as_moment(said) if isinstance(said, date) else None


def time_of(said: Any, minute: Any = None, second: Any = Decimal(0)) -> Any:
    """A time of day, of a text, a moment or hour, minute and second."""
    if isinstance(said, str):
        return values.clock_time(said.rpartition("T")[2])
    if isinstance(said, datetime):
        return said.timetz()
    if isinstance(said, Decimal) and isinstance(minute, Decimal) and isinstance(second, Decimal):
        return time(int(said), int(minute), int(second))
    return _only(said, time)


def months_between(first: Any, second: Any) -> Any:
    """The whole months between two dates."""
    if not isinstance(first, date) or not isinstance(second, date):
        return None
    months = (second.year - first.year) * 12 + second.month - first.month
    return Months(months - (second.day < first.day) if months > 0 else months + (second.day > first.day) * (months < 0))
