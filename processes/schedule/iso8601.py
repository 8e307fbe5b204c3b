"""Durations and moments as ISO 8601 writes them, on the calendar of a time zone."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from processes.messages import _

_DURATION = re.compile(
    r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?",
    re.IGNORECASE,
)
_ZONED = re.compile(r"(.+?)\[([\w+/-]+)\]")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: months and days by the calendar, seconds by the clock."""

    months: int
    days: int
    seconds: float

    @classmethod
    def read(cls, text: str) -> Duration:
        """The duration that a text such as P1M or PT90S means; ValueError for another one."""
        match = _DURATION.fullmatch(text.strip())
        if not match:
            raise ValueError(_("Expected a duration such as PT1H or P3D, but found {text}.", text=repr(text)))
        years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[:6])
        seconds = float((match.group(7) or "0").replace(",", "."))
        return cls(years * 12 + months, weeks * 7 + days, hours * 3600 + minutes * 60 + seconds)

    def after(self, start: datetime, times: int, zone: tzinfo) -> datetime:
        """The moment this long, so many times, after another one."""
        at = start
        if (self.months or self.days) and times:
            local = _months_later(start.astimezone(zone).replace(tzinfo=None), self.months * times)
            at = (local + timedelta(days=self.days * times)).replace(tzinfo=zone).astimezone(UTC)
        return at + timedelta(seconds=self.seconds * times)


def zone_of(name: str) -> tzinfo:
    """The time zone of this name (such as Europe/Berlin); UTC for none, ValueError for an unknown one."""
    if not name or name.upper() in ("UTC", "Z"):
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(
            _("Expected the name of a time zone such as Europe/Berlin, but found {text}.", text=repr(name))
        ) from error


def moment(text: str, zone: str = "") -> tuple[datetime, str]:
    """The moment a text means, and its zone: 2026-03-29T09:00, with an offset, or with a zone: …[Europe/Berlin]."""
    match = _ZONED.fullmatch(text.strip())
    if match:
        text, zone = match.groups()
    at = datetime.fromisoformat(text.strip())
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone_of(zone))
    return at.astimezone(UTC), zone


def says_no_zone(kind: str, text: str) -> bool:
    """Whether a time of this kind names a time of day and not whose."""
    if kind == "timeDuration":
        return False
    if kind == "timeCycle" and (text.startswith("@") or len(text.split()) > 1):
        return "TZ=" not in text.upper()
    parts = re.sub(r"\[[^\]]*\]", "Z", text.strip()).split("/")
    times = [part for part in parts if not part.upper().startswith(("R", "P"))]
    return any(not re.search(r"(Z|T.*[+-]\d\d:?\d\d)$", part.strip(), re.IGNORECASE) for part in times)


def _months_later(start: datetime, months: int) -> datetime:
    if not months:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > 9998:
        raise ValueError(_("Expected a date before the year 9999."))
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
