"""Times as models write them: ISO 8601 dates, durations and repetitions. No clock: now is given."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_DURATION = re.compile(
    r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?",
    re.IGNORECASE,
)
_CYCLE = re.compile(r"R(\d*)/(?:([^/P][^/]*)/)?(P[^/]+)", re.IGNORECASE)

SHORTEST = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer fires next; `left` further times after that (None = without end), every `every`."""

    at: datetime
    left: int | None = 0
    every: str = ""


def is_time(kind: str, text: str) -> bool:
    """Whether a text is a time of this kind: timeDate, timeDuration or timeCycle."""
    try:
        first_due(kind, text, datetime(2026, 1, 1, tzinfo=UTC))
    except (ValueError, OverflowError):
        return False
    return True


def first_due(kind: str, text: str, now: datetime) -> Due:
    """When a timer that starts now is due; ValueError for what is not a time."""
    text = text.strip()
    if kind == "timeDuration":
        return Due(after(text, now))
    if kind == "timeDate":
        return Due(_moment(text))
    match = _CYCLE.fullmatch(text)
    if not match:
        raise ValueError(f"Expected a repetition such as R3/PT1H, but found {text!r}.")
    times, start, every = match.groups()
    left = max(int(times) - 1, 0) if times else None
    at = _moment(start) if start else after(every, now)
    if after(every, now) - now < SHORTEST:
        raise ValueError(f"Expected a repetition of at least {SHORTEST.seconds} seconds, but found {text!r}.")
    return Due(at, left, every)


def after(duration: str, start: datetime) -> datetime:
    """The moment a duration later; months and years by the calendar."""
    match = _DURATION.fullmatch(duration.strip())
    if not match:
        raise ValueError(f"Expected a duration such as PT1H or P3D, but found {duration!r}.")
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[:6])
    seconds = float((match.group(7) or "0").replace(",", "."))
    start = _months_later(start, years * 12 + months)
    return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _months_later(start: datetime, months: int) -> datetime:
    if not months:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > 9998:
        raise ValueError("Expected a date before the year 9999.")
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
