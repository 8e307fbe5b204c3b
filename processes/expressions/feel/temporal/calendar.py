"""FEEL's temporal values: any year of the proleptic Gregorian calendar, nanoseconds, zones by offset and by name.

DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8: date, time, date and time, days and time duration, years and months duration.
Python's own classes end at the year 9999 and at microseconds, and a time of theirs has no named zone of its own.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

NANOS_PER_SECOND = 1_000_000_000
SECONDS_PER_DAY = 86_400
LAST_YEAR = 999_999_999
MOST_MONTHS = 12 * (LAST_YEAR + 1)
MOST_NANOS = 10**29
FARTHEST_OFFSET_SECONDS = 18 * 3600
_ZONE = re.compile(r"[A-Za-z][\w+-]{0,40}(/[A-Za-z][\w+-]{0,40}){0,2}")


class OutOfRange(ArithmeticError):
    """A date or a duration is farther away than any calendar goes."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A distance from UTC in seconds, or the name of a zone that has one at each moment."""

    offset: int = 0
    name: str = ""


UTC = Zone()


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """The days since 1970-01-01."""
        year = self.year - (self.month <= 2)
        era, of_era = divmod(year, 400)
        of_year = (153 * ((self.month + 9) % 12) + 2) // 5 + self.day - 1
        return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468

    @property
    def weekday(self) -> int:
        """The day of the week: Monday is 1."""
        return (self.number + 3) % 7 + 1


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, by itself or in a zone."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: Zone | None = None

    @property
    def nanos(self) -> int:
        """The nanoseconds since the beginning of the day."""
        return (self.hour * 3600 + self.minute * 60 + self.second) * NANOS_PER_SECOND + self.nano


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time of it: date and time."""

    date: Date
    time: Time


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A duration of days and time."""

    nanos: int


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration of years and months."""

    months: int


MIDNIGHT = Time(0, 0, 0)
TEMPORAL = (Date, Time, Moment, Days, Months)
Temporal = Date | Time | Moment | Days | Months


def month_length(year: int, month: int) -> int:
    """The days of a month."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def date_of(year: int, month: int, day: int) -> Date | None:
    """The day of these numbers; None where there is none."""
    if not 1 <= month <= 12 or abs(year) > LAST_YEAR or not 1 <= day <= month_length(year, month):
        return None
    return Date(year, month, day)


def date_at(number: int) -> Date:
    """The day so many days after 1970-01-01."""
    if abs(number) > 366 * (LAST_YEAR + 1):
        raise OutOfRange
    era, of_era = divmod(number + 719_468, 146_097)
    years = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    found = Date(era * 400 + years + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1)
    if abs(found.year) > LAST_YEAR:
        raise OutOfRange
    return found


def time_of(hour: int, minute: int, second: int, nano: int = 0, zone: Zone | None = None) -> Time | None:
    """The time of day of these numbers; None where there is none."""
    if 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60:
        return Time(hour, minute, second, nano, zone)
    return None


def time_at(nanos: int, zone: Zone | None) -> Time:
    """The time so many nanoseconds after midnight."""
    seconds, nano = divmod(nanos, NANOS_PER_SECOND)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, zone)


def zone_of(text: str) -> Zone | None:
    """The zone that `Z`, `+05:30` or the name of a zone stands for; None where there is none."""
    if text in ("Z", "z"):
        return UTC
    if text[:1] in "+-":
        parts = [int(part) for part in text[1:].split(":")]
        seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
        fits = seconds <= FARTHEST_OFFSET_SECONDS and max(parts[1:]) < 60
        return Zone(-seconds if text[0] == "-" else seconds) if fits else None
    return Zone(name=text) if _rules(text) is not None else None


@lru_cache(maxsize=256)
def _rules(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if _ZONE.fullmatch(name) else None
    except (OSError, ValueError, KeyError):
        return None


def offset(date: Date, time: Time) -> int:
    """How many seconds a zone is before UTC at a moment; far years follow the rules of the year 2000 and after."""
    zone = time.zone
    if zone is None or not zone.name:
        return zone.offset if zone else 0
    found = _python(date, time, _rules(zone.name)).utcoffset()
    return round(found.total_seconds()) if found is not None else 0


def line(moment: Moment) -> int:
    """The nanoseconds from 1970-01-01T00:00:00 to a moment, in UTC where it has a zone."""
    return (
        moment.date.number * SECONDS_PER_DAY - offset(moment.date, moment.time)
    ) * NANOS_PER_SECOND + moment.time.nanos


def moment_at(nanos: int, zone: Zone | None) -> Moment:
    """The moment at a place of the line, told in a zone."""
    away = zone.offset if zone else 0
    if zone is not None and zone.name:
        at = _split(nanos, UTC)
        found = _python(at.date, at.time, datetime.UTC).astimezone(_rules(zone.name)).utcoffset()
        away = round(found.total_seconds()) if found is not None else 0
    return _split(nanos + away * NANOS_PER_SECOND, zone)


def _python(date: Date, time: Time, zone: datetime.tzinfo | None) -> datetime.datetime:
    """A moment of Python's, in a year of the same length for which there are rules of zones."""
    year = date.year if 1 < date.year < 9999 else 2000 + date.year % 400
    return datetime.datetime(year, date.month, date.day, time.hour, time.minute, time.second, tzinfo=zone)


def _split(nanos: int, zone: Zone | None) -> Moment:
    days, of_day = divmod(nanos, SECONDS_PER_DAY * NANOS_PER_SECOND)
    return Moment(date_at(days), time_at(of_day, zone))


def in_months(date: Date, months: int) -> Date:
    """The day so many months later; the last of the month where there is no such day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if abs(year) > LAST_YEAR:
        raise OutOfRange
    return Date(year, month + 1, min(date.day, month_length(year, month + 1)))


def days(nanos: int) -> Days:
    """A duration of so many nanoseconds; raises OutOfRange where no calendar is that long."""
    if abs(nanos) > MOST_NANOS:
        raise OutOfRange
    return Days(nanos)


def months(number: int) -> Months:
    """A duration of so many months; raises OutOfRange where no calendar is that long."""
    if abs(number) > MOST_MONTHS:
        raise OutOfRange
    return Months(number)


def from_datetime(at: datetime.datetime) -> Moment:
    """A moment of Python's as one of FEEL's, in its distance from UTC."""
    away = at.utcoffset()
    zone = None if away is None else Zone(round(away.total_seconds()))
    time = Time(at.hour, at.minute, at.second, at.microsecond * 1000, zone)
    return Moment(Date(at.year, at.month, at.day), time)
