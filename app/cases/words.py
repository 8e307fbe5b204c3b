"""When and how urgent, as people say it."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from app.kernel import clock, zones

PEOPLE = {"worker": "workers", "manager": "managers", "ops": "ops", "admin": "administrators", "guest": "guests"}
PRIORITIES = (("100", "urgent"), ("75", "high"), ("50", "usual"), ("25", "low"))


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
            return {"late": True, "words": f"{late.days} day{'s' if late.days > 1 else ''} late"}
        return {"late": True, "words": f"{hours} hour{'s' if hours != 1 else ''} late" if hours else "just late"}
    words = {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")
    return {"late": False, "words": words}


def follow_up_words(at: datetime | None, zone: tzinfo) -> str:
    """Say on which day of a zone a task is to be looked at; empty where it may be now."""
    if at is None or at <= clock.now():
        return ""
    day = zones.local(at, zone)
    return f"follow up on {day.day} {day:%B %Y}"


MODEL_SAYS = {
    "assignee": "for {}", "candidateUsers": "for {}", "candidateGroups": "for the group {}", "dueDate": "due {}",
    "followUpDate": "follow up {}",
    "priority": "urgency {}", "notSameAs": "not by who did {}",
}  # fmt: skip


def model_words(said: dict[str, str]) -> str:
    """What a model says about a step in words: “for ${initiator}; due P2D”."""
    return "; ".join(words.format(said[key]) for key, words in MODEL_SAYS.items() if said.get(key))


def priority_words(priority: int | None) -> str:
    """Say how urgent something is; empty where it is as usual."""
    if priority is None or 26 <= priority < 75:
        return ""
    return "urgent" if priority >= 90 else "high" if priority >= 75 else "low"
