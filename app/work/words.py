"""When and how urgent, as people say it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from app.kernel import clock

PRIORITIES = (("100", "urgent"), ("75", "high"), ("50", "usual"), ("25", "low"))


def due_words(due_at: datetime | None) -> dict[str, Any] | None:
    """Say until when something is to be done, and whether it is late; None where nobody says."""
    if due_at is None:
        return None
    now = clock.now()
    days = (due_at.date() - now.date()).days
    if due_at < now:
        late = now - due_at
        hours = int(late.total_seconds() // 3600)
        if late.days:
            return {"late": True, "words": f"{late.days} day{'s' if late.days > 1 else ''} late"}
        return {"late": True, "words": f"{hours} hour{'s' if hours != 1 else ''} late" if hours else "just late"}
    words = {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")
    return {"late": False, "words": words}


def follow_up_words(at: datetime | None) -> str:
    """Say when a task is to be looked at; empty where it may be now."""
    if at is None or at <= clock.now():
        return ""
    return f"follow up on {at.day} {at:%B %Y}"


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


def day_words(day: date) -> str:
    """Say a day, such as “3 Dec 2026”."""
    return f"{day.day} {day:%b %Y}"


def last_day(ends_at: datetime) -> date:
    """Give the last day of what ends at this moment."""
    return (ends_at - timedelta(microseconds=1)).date()
