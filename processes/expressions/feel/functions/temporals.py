"""Dates, times and durations of texts and parts, and their functions: DMN 1.5, 10.3.4.1, 10.3.4.8, 10.3.4.9."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.functions.signature import table
from processes.expressions.feel.temporal import calendar, lexical
from processes.expressions.feel.temporal.calendar import (
    MIDNIGHT,
    NANOS_PER_SECOND,
    Date,
    Days,
    Moment,
    Months,
    Time,
    Zone,
)
from processes.messages import _

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _date(work: Any, said: Any) -> Date | None:
    if isinstance(said, str):
        return lexical.day(said)
    return said.date if isinstance(said, Moment) else said


def _date_of(work: Any, year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    return calendar.date_of(int(year), int(month), int(day))


def _moment(work: Any, said: Any) -> Moment | None:
    if isinstance(said, str):
        return lexical.moment(said)
    return Moment(said, MIDNIGHT) if isinstance(said, Date) else said


def _moment_of(work: Any, date: Any, time: Time) -> Moment:
    return Moment(date.date if isinstance(date, Moment) else date, time)


def _moment_of_parts(
    work: Any,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    at: Any = None,
) -> Moment | None:
    date = _date_of(work, year, month, day)
    zone = calendar.zone_of(at) if isinstance(at, str) else _zone(at)
    if date is None or (at is not None and zone is None):
        return None
    time = _clock(hour, minute, second, zone)
    return Moment(date, time) if time is not None else None


def _zone(offset: Days | None) -> Zone | None:
    if (
        offset is None
        or abs(offset.nanos) > calendar.FARTHEST_OFFSET_SECONDS * NANOS_PER_SECOND
        or offset.nanos % NANOS_PER_SECOND
    ):
        return None
    return Zone(offset.nanos // NANOS_PER_SECOND)


def _clock(hour: Decimal, minute: Decimal, second: Decimal, zone: Zone | None) -> Time | None:
    nano = int((second - int(second)) * NANOS_PER_SECOND) if second >= 0 else -1
    return calendar.time_of(int(hour), int(minute), int(second), nano, zone) if nano >= 0 else None


def _time(work: Any, said: Any) -> Time | None:
    if isinstance(said, str):
        return lexical.clock_time(said, exact=True)
    if isinstance(said, Date):
        return Time(0, 0, 0, 0, calendar.UTC)
    return said.time if isinstance(said, Moment) else said


def _time_of(work: Any, hour: Decimal, minute: Decimal, second: Decimal, offset: Days | None = None) -> Time | None:
    zone = _zone(offset)
    return None if offset is not None and zone is None else _clock(hour, minute, second, zone)


def _duration(work: Any, said: str) -> Days | Months | None:
    return lexical.duration(said)


def _months_between(work: Any, start: Any, end: Any) -> Months:
    """The whole months from one day to another."""
    first, second = _date(work, start), _date(work, end)
    assert first is not None and second is not None
    if second < first:
        return Months(-_months_between(work, second, first).months)
    months = (second.year - first.year) * 12 + second.month - first.month
    return Months(months - (second.day < first.day))


def _day(date: Any) -> Date:
    found: Date = date.date if isinstance(date, Moment) else date
    return found


def _day_of_year(work: Any, date: Any) -> Decimal:
    day = _day(date)
    return Decimal(day.number - Date(day.year, 1, 1).number + 1)


def _day_of_week(work: Any, date: Any) -> str:
    return WEEKDAYS[_day(date).weekday - 1]


def _month_of_year(work: Any, date: Any) -> str:
    return MONTHS[_day(date).month - 1]


def _week_of_year(work: Any, date: Any) -> Decimal:
    """The week by ISO 8601: the first is that of the year's first Thursday."""
    day = _day(date)
    thursday = calendar.date_at(day.number + 4 - day.weekday)
    return Decimal((thursday.number - Date(thursday.year, 1, 1).number) // 7 + 1)


def _last_day_of_month(work: Any, date: Any) -> Date:
    day = _day(date)
    return Date(day.year, day.month, calendar.month_length(day.year, day.month))


def _now(work: Any) -> Moment:
    if work.now is None:
        raise FeelError(_("it asks for the time, and there is no clock here"))
    found: Moment = work.now
    return found


def _today(work: Any) -> Date:
    return _now(work).date


FUNCTIONS = table([
    ("date", _date, "from:sdm"),
    ("date", _date_of, "year:n month:n day:n"),
    ("date and time", _moment, "from:sdm"),
    ("date and time", _moment_of, "date:dm time:t"),
    ("date and time", _moment_of_parts, "year:n month:n day:n hour:n minute:n second:n"),
    ("date and time", _moment_of_parts, "year:n month:n day:n hour:n minute:n second:n offset:D*"),
    ("date and time", _moment_of_parts, "year:n month:n day:n hour:n minute:n second:n timezone:s"),
    ("time", _time, "from:stdm"),
    ("time", _time_of, "hour:n minute:n second:n offset:D*?"),
    ("duration", _duration, "from:s"),
    ("years and months duration", _months_between, "from:dm to:dm"),
    ("day of year", _day_of_year, "date:dm"),
    ("day of week", _day_of_week, "date:dm"),
    ("month of year", _month_of_year, "date:dm"),
    ("week of year", _week_of_year, "date:dm"),
    ("last day of month", _last_day_of_month, "date:dm"),
    ("now", _now, ""),
    ("today", _today, ""),
])  # fmt: skip
