"""The history of an instance in words."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import people
from app.cases.tables import StepEvent
from app.kernel.moments import retold
from processes.called import opening, quoted

SAID = {
    "instance_started": ("The case started", "play", "accent"),
    "task_opened": ("{step} was put before people", "inbox", ""),
    "task_completed": ("{step} was done", "check", "positive"),
    "task_withdrawn": ("{step} is no longer needed", "x", ""),
    "step_passed": ("{step} was passed", "arrow-right", ""),
    "migrated": ("The case moved to a new version", "git-pull-request-arrow", "accent"),
    "incident": ("{step} could not go on", "triangle-alert", "danger"),
    "error_below": ("An error in the case that {step} called is caught by nobody", "triangle-alert", "danger"),
    "incident_retried": ("{step} was tried again", "rotate-ccw", "accent"),
    "timer_fired": ("The time of {step} has come", "clock", ""),
    "timer_cancelled": ("{step} waits for no time any more", "clock", ""),
    "message_received": ("The message for {step} came", "mail", ""),
    "task_assigned": ("{step} was given to somebody", "user", ""),
    "task_delegated": ("{step} was handed to a colleague", "user", ""),
    "done_for": ("{step} was done for who is away", "user", ""),
    "clock_read": ("{step} asked for the time", "clock", ""),
    "due_set": ("It was said until when {step} is to be done", "clock", ""),
    "priority_set": ("It was said how urgent {step} is", "arrow-right", ""),
    "not_shared_out": ("{step} could not be shared out as said", "triangle-alert", ""),
    "instance_completed": ("The case ended", "circle-check", "positive"),
    "instance_cancelled": ("The case was cancelled", "x", "danger"),
    "instance_suspended": ("The case was paused", "pause", "warning"),
    "instance_resumed": ("The case goes on", "play", "accent"),
    "moved_by_hand": ("The work was moved to {step} by hand", "arrow-right", "warning"),
    "instance_failed": ("The case failed", "triangle-alert", "danger"),
}
BY = {
    "instance_started": "started the case",
    "task_completed": "did {step}",
    "timer_fired": "let the time of {step} come",
    "timer_cancelled": "cancelled the time of {step}",
    "incident_retried": "tried {step} again",
    "instance_cancelled": "cancelled the case",
    "task_assigned": "gave {step} to somebody",
    "task_delegated": "handed {step} to a colleague",
    "done_for": "stood in for {step}",
    "due_set": "said until when {step} is to be done",
    "priority_set": "said how urgent {step} is",
    "instance_suspended": "paused the case",
    "instance_resumed": "let the case go on",
    "moved_by_hand": "moved the work to {step} by hand",
}


def lines(session: Session, events: list[StepEvent]) -> list[dict[str, Any]]:
    """Give the lines of a timeline, newest first, with the names of the people in them (one statement)."""
    names = people(session, {event.actor_id for event in events if event.actor_id})
    return [_line(event, names) for event in reversed(events) if not _is_unnamed(event)]


def _is_unnamed(event: StepEvent) -> bool:
    """Whether this is about a branching that has no name, so that a line would tell nobody anything."""
    return event.event == "step_passed" and event.step_name in (None, "", event.step_id)


def _line(event: StepEvent, names: dict[str, Any]) -> dict[str, Any]:
    words, icon, tone = SAID.get(event.event, (event.event.replace("_", " "), None, ""))
    who = names.get(event.actor_id or "") if event.event in BY else None
    step = (quoted if who or not words.startswith("{") else opening)(event.step_name)
    return {
        "at": event.at,
        "words": (BY[event.event] if who else words).format(step=step),
        "who": who.name if who else None,
        "icon": icon,
        "tone": tone,
        "detail": _detail(event),
    }


def _detail(event: StepEvent) -> str | None:
    """Give what is told besides; the ways taken are kept for measuring, by ids that tell people nothing."""
    if event.detail is None or event.detail.startswith("flows: "):
        return None
    return retold(event.detail) if event.event == "clock_read" else event.detail
