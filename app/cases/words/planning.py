"""Until when and how urgent, as people say it."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from app.kernel.i18n import _, formats, ngettext, pgettext
from app.kernel.times import clock, zones

LONG_WAIT_DAYS = 7
PRIORITIES = (
    ("100", pgettext("priority", "urgent")), ("75", pgettext("priority", "high")),
    ("50", pgettext("priority", "usual")), ("25", pgettext("priority", "low")),
)  # fmt: skip


def due_words(due_at: datetime | None, zone: tzinfo) -> dict[str, Any] | None:
    """Say until when something is to be done by the days of a zone, and whether it is late; None where nobody says."""
    if due_at is None:
        return None
    now = clock.now()
    days = (zones.local(due_at, zone).date() - zones.local(now, zone).date()).days
    if due_at < now:
        late = now - due_at
        hours = int(late.total_seconds() // 3600)
        if late.days:
            return {"late": True, "words": ngettext("{n} day late", "{n} days late", late.days)}
        return {"late": True, "words": ngettext("{n} hour late", "{n} hours late", hours) if hours else _("just late")}
    words = {0: _("due today"), 1: _("due tomorrow")}.get(days) or ngettext("due in {n} day", "due in {n} days", days)
    return {"late": False, "words": words}


def due_tone(due_at: datetime | None, zone: tzinfo) -> str:
    """Give the tone of the words above: danger for what is late, warning for what is due today, else none."""
    if due_at is None:
        return ""
    now = clock.now()
    if due_at < now:
        return "danger"
    return "warning" if zones.local(due_at, zone).date() == zones.local(now, zone).date() else ""


def long_wait_words(since: datetime) -> str:
    """Say how long something has waited that has waited for long; empty where it has not."""
    days = (clock.now() - since).days
    return ngettext("waits for {n} day", "waits for {n} days", days) if days >= LONG_WAIT_DAYS else ""


def follow_up_words(at: datetime | None, zone: tzinfo) -> str:
    """Say on which day of a zone a task is to be looked at; empty where it may be now."""
    if at is None or at <= clock.now():
        return ""
    return _("follow up on {day}", day=formats.long_day(zones.local(at, zone)))


def priority_words(priority: int | None) -> str:
    """Say how urgent something is; empty where it is as usual."""
    if priority is None or 26 <= priority < 75:
        return ""
    if priority >= 90:
        return pgettext("priority", "urgent")
    return pgettext("priority", "high") if priority >= 75 else pgettext("priority", "low")


PRIORITY_BADGES = {"urgent": _("urgent priority"), "high": _("high priority"), "low": _("low priority")}


def priority_badge(priority: int | None) -> str:
    """Say how urgent something is, to stand by itself; empty where it is as usual."""
    return PRIORITY_BADGES.get(priority_words(priority), "")
