"""Cron expressions: five fields, or six with seconds in front, as Unix, Spring and (but for day numbers) Quartz do.

As in Debian's cron, a time of day comes once on nights when clocks change; every so many minutes means by the clock.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

from processes.messages import _
from processes.schedule.iso8601 import zone_of

NAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_ZONE = re.compile(r"(?:CRON_)?TZ=(\S+)\s+(.+)", re.IGNORECASE)
LONGEST = 200


def is_cron(every: str) -> bool:
    """Whether the repetition of a timer is a cron expression (and not a duration)."""
    return " " in every


def read(text: str, zone: str = "") -> tuple[str, str]:
    """The expression in its plainest form and its zone (`TZ=Europe/Berlin 0 9 * * *` names one); else ValueError."""
    match = _ZONE.fullmatch(text.strip())
    if match:
        zone, text = match.groups()
    fields = NAMES.get(text.strip().lower(), text).replace("?", "*").split()
    if len(fields) == 7 and fields[6] == "*":
        fields = fields[:6]
    if len(fields) == 6 and fields[0] == "0":
        fields = fields[1:]
    expression = " ".join(fields)
    if not 5 <= len(fields) <= 6 or len(expression) > LONGEST:
        raise ValueError(
            _("Expected a repetition such as R3/PT1H or 0 9 * * MON-FRI, but found {text}.", text=repr(text))
        )
    zone_of(zone)
    return expression, zone


def following(expression: str, now: datetime, zone: str) -> datetime:
    """The next moment of an expression after now; ValueError if there is none."""
    try:
        return next(CronSim(expression, now.astimezone(zone_of(zone)))).astimezone(UTC)
    except CronSimError as error:
        raise ValueError(
            _("Expected a cron expression, but found {text}: {fault}.", text=repr(expression), fault=str(error))
        ) from error
    except StopIteration as error:
        raise ValueError(
            _("Expected a cron expression that comes some day, but found {text}.", text=repr(expression))
        ) from error


def counts_weekdays(text: str) -> bool:
    """Whether an expression with seconds names days of the week by number, which Quartz counts otherwise."""
    fields = _ZONE.sub(r"\2", text.strip()).split()
    return len(fields) >= 6 and bool(re.search(r"\d", fields[5].partition("#")[0]))
