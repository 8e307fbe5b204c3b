"""Moments by the clock of a place: read, shown and named. The zone is always given, never taken from the machine.

A local time that a clock skips lies as much after the gap as it was after its beginning; of one that comes twice the
first is meant (PEP 495, fold=0).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from app.kernel.i18n import _, formats

# Made by rules of their own, or naming no place: nobody lives there.
ODD = ("Factory", "localtime")
_MARKED = re.compile(r"⟦(\d{4}-\d\d-\d\dT\d\d:\d\d)Z(?:/(\d{4}-\d\d-\d\dT\d\d:\d\d)Z)?⟧")
_WRITTEN = re.compile(r"(?<![\w.:+-])\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)(?![\w:])")
_TICK = timedelta(microseconds=1)


@cache
def names() -> tuple[str, ...]:
    """Give the names of all zones, in alphabetical order: those of the package, on every machine the same."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return tuple(sorted(set(listed) - set(ODD)))


@cache
def places() -> tuple[str, ...]:
    """Give the names from which people choose: those of places, and UTC."""
    short = ("Etc/", "US/", "Canada/", "Mexico/", "Brazil/", "Chile/")
    return ("UTC", *(name for name in names() if "/" in name and not name.startswith(short)))


def is_known(name: str) -> bool:
    """Whether this is the name of a zone."""
    return name in names()


@cache
def _by_words() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in reversed(names()):
        found[name.lower()] = name
    for name in reversed(places()):
        found.setdefault(name.rpartition("/")[2].lower(), name)
    return found


def guess(typed: str) -> str | None:
    """Give the name of the zone that somebody typed, be it “new york” alone; None where there is none."""
    return _by_words().get(re.sub(r"[\s_]+", "_", typed.strip()).lower())


@lru_cache(maxsize=700)
def find(name: str | None) -> tzinfo:
    """Give the zone of a name, UTC where nothing is said or nobody knows it."""
    return ZoneInfo(name) if name and name != "UTC" and is_known(name) else UTC


def called(zone: tzinfo) -> str:
    """Give the name of a zone as people read it."""
    return str(zone).replace("_", " ")


def local(moment: datetime, zone: tzinfo) -> datetime:
    """Give a moment by the clock of a zone; the first and the last of all stay as they are."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def instant(typed: datetime, zone: tzinfo) -> datetime:
    """Give the moment, in UTC, at which a clock of the zone shows this; raises OverflowError beyond all calendars."""
    return typed.replace(tzinfo=zone, fold=0).astimezone(UTC)


def opening(day: date, zone: tzinfo) -> datetime:
    """Give the moment at which a day begins in a zone."""
    return instant(datetime.combine(day, time()), zone)


def closing(day: date, zone: tzinfo) -> datetime:
    """Give the last minute of a day in a zone, 23:59: until then is what is due on that day."""
    return instant(datetime.combine(day, time(23, 59)), zone)


def struck(now: datetime, hour: int, zone: tzinfo) -> datetime:
    """Give the last moment at which a day's clock struck this hour: once each day, skipped and doubled hours too."""
    today = local(now, zone).date()
    days = (today + timedelta(days=ahead) for ahead in (1, 0, -1, -2))
    return max(at for day in days if (at := instant(datetime.combine(day, time(hour)), zone)) <= now)


def day_words(day: date) -> str:
    """Say a day, such as “3 Dec 2026”."""
    return formats.day(day)


def exact(moment: datetime, zone: tzinfo) -> str:
    """Say a moment by the clock of a zone, which is named: “3 December 2026, 17:00 Europe/Berlin”."""
    at = local(moment, zone)
    return f"{formats.clock_time(at)} {called(at.tzinfo or zone)}{_which(at)}"


def _which(at: datetime) -> str:
    """Say how far from UTC the clock is, where it shows this time twice."""
    if at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset():
        return ""
    ahead = f"{at:%z}"
    return f" (UTC{ahead[:3]}:{ahead[3:5]})"


def last_day(ends_at: datetime, zone: tzinfo) -> date:
    """Give the last day of what ends at this moment."""
    return local(ends_at - _TICK, zone).date()


def span(begins_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """Say a time from–to: in days where it is whole days by the clock of the zone, else exactly, the zone once."""
    first, last = local(begins_at, zone).date(), last_day(ends_at, zone)
    whole = begins_at == opening(first, zone) and opening(last + timedelta(days=1), zone) - ends_at <= _TICK
    if whole:
        one = day_words(first)
        return one if first == last else str(_("{first} to {last}", first=one, last=day_words(last)))
    begins, ends = local(begins_at, zone), local(ends_at, zone)
    is_one_clock = begins.utcoffset() == ends.utcoffset() and not _which(begins) and not _which(ends)
    start = formats.clock_time(begins) if is_one_clock else exact(begins_at, zone)
    return str(_("{first} to {last}", first=start, last=exact(ends_at, zone)))


def mark(moment: datetime, until: datetime | None = None) -> str:
    """Give a moment, or a time from–to, as it stands in kept words: each reader sees it by their own clock."""
    at = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    return f"⟦{at}⟧" if until is None else f"⟦{at}/{(until + _TICK).astimezone(UTC):%Y-%m-%dT%H:%MZ}⟧"


def said(words: str, zone: tzinfo) -> str:
    """Give kept words with the moments in them by the clock of a zone."""
    read = str(words)
    return _MARKED.sub(lambda found: _unmarked(found, zone), read) if "⟦" in read else read


def plain(words: str) -> str:
    """Give kept words for programs: moments in them as ISO 8601 in UTC."""
    return _MARKED.sub(lambda found: found[0][1:-1], str(words))


def retold(words: str, zone: tzinfo) -> str:
    """Give what was written for programs to people: moments of ISO 8601 in it by the clock of a zone."""
    return _WRITTEN.sub(lambda found: _retold(found[0], zone), str(words))


def _retold(written: str, zone: tzinfo) -> str:
    try:
        return exact(datetime.fromisoformat(written), zone)
    except ValueError:
        return written


def _unmarked(found: re.Match[str], zone: tzinfo) -> str:
    try:
        begins, ends = (datetime.fromisoformat(one).replace(tzinfo=UTC) if one else None for one in found.groups())
        return span(begins, ends, zone) if begins and ends else exact(begins, zone) if begins else found[0]
    except (ValueError, OverflowError):
        return found[0]
