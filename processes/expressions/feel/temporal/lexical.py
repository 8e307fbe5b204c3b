"""Texts of dates, times and durations to values and back, as XML Schema and DMN 1.5, 10.3.4.1 write them."""

from __future__ import annotations

import re

from processes.expressions.feel.temporal import calendar
from processes.expressions.feel.temporal.calendar import (
    MIDNIGHT,
    NANOS_PER_SECOND,
    TEMPORAL,
    Date,
    Days,
    Moment,
    Months,
    OutOfRange,
    Temporal,
    Time,
    Zone,
)

LONGEST = 120
_DATE = re.compile(r"(-?)([1-9]\d{4,8}|\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(
    r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9})\d{0,20})?)?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[\w+/-]{1,80})?", re.ASCII
)
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d{1,18})Y)?(?:(?P<months>\d{1,18})M)?(?:(?P<days>\d{1,18})D)?"
    r"(?P<clock>T(?:(?P<hours>\d{1,18})H)?(?:(?P<minutes>\d{1,18})M)?(?:(?P<seconds>\d{1,18})(?:\.(?P<parts>\d{0,9}))?S)?)?",
    re.ASCII,
)


def temporal(text: str) -> Temporal | None:
    """The date, time, moment or duration that a text says; None where it says none."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if text.startswith(("P", "-P")):
        return duration(text)
    if ":" not in text:
        return day(text)
    return moment(text) if _DATE.match(text) else clock_time(text)


def day(text: str) -> Date | None:
    """The date that a text says."""
    match = _DATE.fullmatch(text) if len(text) < LONGEST else None
    if match is None:
        return None
    year = int(match[2])
    return calendar.date_of(-year if match[1] else year, int(match[3]), int(match[4]))


def moment(text: str) -> Moment | None:
    """The date and time that a text says; a date is its midnight."""
    text = text.strip()
    start, sign, rest = text.partition("T")
    if not sign and " " in text:
        start, sign, rest = text.partition(" ")
    date = day(start)
    if date is None:
        return None
    time = clock_time(rest, exact=False) if sign else MIDNIGHT
    return Moment(date, time) if time is not None else None


def clock_time(text: str, exact: bool = False) -> Time | None:
    """The time of day that a text says; `exact` wants its seconds."""
    match = _TIME.fullmatch(text) if len(text) < LONGEST else None
    if match is None or (exact and match[3] is None):
        return None
    zone: Zone | None = None
    if match[5]:
        zone = calendar.zone_of(match[5].removeprefix("@"))
        if zone is None or (match[5][0] == "@" and not zone.name):
            return None
    nano = int((match[4] or "0").ljust(9, "0"))
    return calendar.time_of(int(match[1]), int(match[2]), int(match[3] or 0), nano, zone)


def duration(text: str) -> Days | Months | None:
    """The duration that a text says; years and months are a kind of their own."""
    match = _DURATION.fullmatch(text) if len(text) < LONGEST else None
    if match is None or match["clock"] == "T":
        return None
    said = {
        name: int(found)
        for name, found in match.groupdict().items()
        if found and name not in ("sign", "clock", "parts")
    }
    sign = -1 if match["sign"] else 1
    if not said or (said.keys() & {"years", "months"} and len(said.keys() - {"years", "months"}) > 0):
        return None
    try:
        if said.keys() & {"years", "months"}:
            return calendar.months(sign * (said.get("years", 0) * 12 + said.get("months", 0)))
        seconds = said.get("days", 0) * 86_400 + said.get("hours", 0) * 3600 + said.get("minutes", 0) * 60
        nanos = (seconds + said.get("seconds", 0)) * NANOS_PER_SECOND + int((match["parts"] or "0").ljust(9, "0"))
        return calendar.days(sign * nanos)
    except OutOfRange:
        return None


def is_temporal(found: object) -> bool:
    """Whether a value is a date, time, moment or duration."""
    return isinstance(found, TEMPORAL)


def text_of(found: Temporal) -> str:
    """A date, time, moment or duration as text."""
    if isinstance(found, Date):
        sign = "-" if found.year < 0 else ""
        return f"{sign}{abs(found.year):04d}-{found.month:02d}-{found.day:02d}"
    if isinstance(found, Time):
        return _shown_time(found)
    if isinstance(found, Moment):
        return f"{text_of(found.date)}T{_shown_time(found.time)}"
    return _shown_months(found.months) if isinstance(found, Months) else _shown_days(found.nanos)


def _parts(nano: int) -> str:
    return f".{nano:09d}".rstrip("0") if nano else ""


def _shown_time(found: Time) -> str:
    said = f"{found.hour:02d}:{found.minute:02d}:{found.second:02d}{_parts(found.nano)}"
    if found.zone is None:
        return said
    if found.zone.name:
        return f"{said}@{found.zone.name}"
    if not found.zone.offset:
        return f"{said}Z"
    away = abs(found.zone.offset)
    seconds = f":{away % 60:02d}" if away % 60 else ""
    return f"{said}{'-' if found.zone.offset < 0 else '+'}{away // 3600:02d}:{away // 60 % 60:02d}{seconds}"


def _shown_months(number: int) -> str:
    years, months = divmod(abs(number), 12)
    said = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return ("-" if number < 0 else "") + "P" + said


def _shown_days(nanos: int) -> str:
    seconds, nano = divmod(abs(nanos), NANOS_PER_SECOND)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    exact = f"{second}{_parts(nano)}"
    clock = "".join(f"{n}{unit}" for n, unit in ((hour, "H"), (minute, "M"), (exact, "S")) if str(n) != "0")
    said = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if nanos < 0 else "") + "P" + (said or "T0S")
