"""When timers fire: ISO 8601 dates, durations and repetitions, and cron expressions. No clock: now is given.

Days, weeks, months and years are counted on the calendar of the timer's zone, hours and less on the running clock.
Each repetition is counted from the first one, so that nothing drifts; a time of day that a night of changing clocks
leaves out comes as late as the clocks were moved, one that it repeats comes once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from processes.messages import _
from processes.schedule import cron
from processes.schedule.iso8601 import Duration, moment, zone_of

_PART = r"((?:\[[^\]]*\]|[^/\[])+)"
_CYCLE = re.compile(rf"R(-1|\d*)/{_PART}(?:/{_PART})?", re.IGNORECASE)

SHORTEST = timedelta(seconds=10)
PAST = 100_000


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer fires next, and by what it repeats.

    `left` further times after that (None = without end), by the duration or cron expression `every`, counted from
    `start`, of which this one is number `count`; not after `until`; on the calendar of `zone`.
    """

    at: datetime
    left: int | None = 0
    every: str = ""
    start: str = ""
    count: int = 0
    until: str = ""
    zone: str = ""


def is_time(kind: str, text: str, zone: str = "") -> bool:
    """Whether a text is a time of this kind: timeDate, timeDuration or timeCycle."""
    try:
        first_due(kind, text, datetime(2026, 1, 1, tzinfo=UTC), zone)
    except (ValueError, OverflowError):
        return False
    return True


def first_due(kind: str, text: str, now: datetime, zone: str = "") -> Due:
    """When a timer that starts now is due; ValueError for what is not a time."""
    text = text.strip()
    if kind == "timeDuration":
        return Due(Duration.read(text).after(now, 1, zone_of(zone)))
    if kind == "timeDate":
        return Due(moment(text, zone)[0])
    match = _CYCLE.fullmatch(text)
    return _repetition(match, now, zone) if match else _by_cron(text, now, zone)


def next_due(due: Due) -> Due | None:
    """When a timer that has just fired is due again; None if it is not."""
    if due.left == 0 or not due.every:
        return None
    left = None if due.left is None else due.left - 1
    if cron.is_cron(due.every):
        at = cron.following(due.every, due.at, due.zone)
    else:
        start = datetime.fromisoformat(due.start) if due.start else due.at
        at = Duration.read(due.every).after(start, due.count + 1, zone_of(due.zone))
    if due.until and at > datetime.fromisoformat(due.until):
        return None
    started = due.start or due.at.isoformat()
    return replace(due, at=at, left=left, start=started, count=due.count + 1)


def written(due: Due) -> dict[str, Any]:
    """What a waiting token keeps of its timer."""
    kept: dict[str, Any] = {"due": due.at.isoformat(), "left": due.left, "every": due.every}
    if due.left != 0 and due.start:
        kept |= {"start": due.start, "count": due.count, "until": due.until, "zone": due.zone}
    elif due.zone and due.every:
        kept["zone"] = due.zone
    return kept


def read(kept: Mapping[str, Any]) -> Due:
    """The timer that a waiting token keeps."""
    rest = {name: kept[name] for name in ("start", "count", "until", "zone") if name in kept}
    return Due(datetime.fromisoformat(kept["due"]), kept.get("left", 0), kept.get("every", ""), **rest)


def _too_often(text: str) -> str:
    return _(
        "Expected a repetition of at least {seconds} seconds, but found {text}.",
        seconds=SHORTEST.seconds,
        text=repr(text),
    )


def _by_cron(text: str, now: datetime, zone: str) -> Due:
    expression, zone = cron.read(text, zone)
    first = cron.following(expression, now, zone)
    if cron.following(expression, first, zone) - first < SHORTEST:
        raise ValueError(_too_often(text))
    return Due(first, None, expression, zone=zone)


def _repetition(match: re.Match[str], now: datetime, zone: str) -> Due:
    """The first time of `R3/PT1H`, `R/start/PT1H`, `R/start/end` or `R/PT1H/end` that is not yet past."""
    times, first, second = match.groups()
    begin, until, every = "", "", first
    if second is not None and first.upper().startswith("P"):
        until = moment(second, zone)[0].isoformat()
    elif second is not None:
        begin, zone = moment(first, zone)[0].isoformat(), moment(first, zone)[1]
        every = second if second.upper().startswith("P") else _between(first, second, zone)
    elif not first.upper().startswith("P"):
        raise ValueError(_("Expected a repetition such as R3/PT1H, but found {text}.", text=repr(match.group())))
    duration, place = Duration.read(every), zone_of(zone)
    if duration.after(now, 1, place) - now < SHORTEST:
        raise ValueError(_too_often(match.group()))
    left = None if times in ("", "-1") else max(int(times) - 1, 0)
    start, count = (datetime.fromisoformat(begin), 0) if begin else (now, 1)
    due = Due(duration.after(start, count, place), left, every, start.isoformat(), count, until, zone)
    for _round in range(PAST):
        after = next_due(due) if due.at < now else None
        if after is None:
            return due
        due = after
    raise ValueError(
        _("Expected a repetition that begins not so long ago, but found {text}.", text=repr(match.group()))
    )


def _between(first: str, second: str, zone: str) -> str:
    """The time between two moments as a duration."""
    apart = moment(second, zone)[0] - moment(first, zone)[0]
    if apart <= timedelta(0):
        raise ValueError(_("Expected the end of an interval after its start, but it is not."))
    return f"PT{apart.total_seconds():.0f}S"
