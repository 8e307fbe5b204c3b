"""The history of an instance in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import people
from app.cases.tables import StepEvent
from app.kernel.i18n import Message, _, pgettext, placed
from app.kernel.times.moments import retold
from processes.called import opening, quoted
from processes.expressions.failures import in_plain_words

SAID: dict[str, tuple[str, str | None, str]] = {
    "instance_started": (_("The case started"), "play", "accent"),
    "task_opened": (_("{step} was put before people"), "inbox", ""),
    "task_completed": (_("{step} was done"), "check", "positive"),
    "task_withdrawn": (_("{step} is no longer needed"), "x", ""),
    "step_passed": (_("{step} was passed"), "arrow-right", ""),
    "migrated": (_("The case moved to a new version"), "git-pull-request-arrow", "accent"),
    "incident": (_("{step} could not go on"), "triangle-alert", "danger"),
    "error_below": (_("An error in the case that {step} called is caught by nobody"), "triangle-alert", "danger"),
    "incident_retried": (_("{step} was tried again"), "rotate-ccw", "accent"),
    "timer_fired": (_("The time of {step} has come"), "clock", ""),
    "timer_cancelled": (_("{step} waits for no time any more"), "clock", ""),
    "message_received": (_("The message for {step} came"), "mail", ""),
    "task_assigned": (_("{step} was given to somebody"), "user", ""),
    "task_delegated": (_("{step} was handed to a colleague"), "user", ""),
    "done_for": (_("{step} was done for who is away"), "user", ""),
    "clock_read": (_("{step} asked for the time"), "clock", ""),
    "due_set": (_("It was said until when {step} is to be done"), "clock", ""),
    "priority_set": (_("It was said how urgent {step} is"), "arrow-right", ""),
    "not_shared_out": (_("{step} could not be shared out as said"), "triangle-alert", ""),
    "instance_completed": (_("The case ended"), "circle-check", "positive"),
    "instance_cancelled": (_("The case was cancelled"), "x", "danger"),
    "instance_suspended": (_("The case was paused"), "pause", "warning"),
    "instance_resumed": (_("The case goes on"), "play", "accent"),
    "moved_by_hand": (_("The work was moved to {step} by hand"), "arrow-right", "warning"),
    "decided": (pgettext("history", "decided"), None, ""),
    "instance_failed": (_("The case failed"), "triangle-alert", "danger"),
}
BY = {
    "instance_started": _("started the case"),
    "task_completed": _("did {step}"),
    "timer_fired": _("let the time of {step} come"),
    "timer_cancelled": _("cancelled the time of {step}"),
    "incident_retried": _("tried {step} again"),
    "instance_cancelled": _("cancelled the case"),
    "task_assigned": _("gave {step} to somebody"),
    "task_delegated": _("handed {step} to a colleague"),
    "done_for": _("stood in for {step}"),
    "due_set": _("said until when {step} is to be done"),
    "priority_set": _("said how urgent {step} is"),
    "instance_suspended": _("paused the case"),
    "instance_resumed": _("let the case go on"),
    "moved_by_hand": _("moved the work to {step} by hand"),
}


def lines(session: Session, events: list[StepEvent]) -> list[dict[str, Any]]:
    """Give the lines of a timeline, newest first, with the names of the people in them (one statement)."""
    names = people(session, {event.actor_id for event in events if event.actor_id})
    return [line(event, names) for event in reversed(events) if is_told(event)]


def is_told(event: StepEvent) -> bool:
    """Whether a line tells anybody something: one about a branching that has no name does not."""
    return event.event != "step_passed" or event.step_name not in (None, "", event.step_id)


def line(event: StepEvent, names: Mapping[str, Any]) -> dict[str, Any]:
    """Give the line of one thing that happened; `names` are people by their ids."""
    words, icon, tone = SAID.get(event.event, (event.event.replace("_", " "), None, ""))
    who = names.get(event.actor_id or "") if event.event in BY else None
    said = BY[event.event] if who else words
    step = (quoted if who or not words.startswith("{") else opening)(event.step_name)
    return {
        "at": event.at,
        "words": placed(said, step=step) if isinstance(said, Message) else said,
        "who": who.name if who else None,
        "icon": icon,
        "tone": tone,
        "detail": _detail(event),
    }


def _detail(event: StepEvent) -> str | None:
    """Give what is told besides; the ways taken are kept for measuring, by ids that tell people nothing."""
    if event.detail is None or event.detail.startswith("flows: "):
        return None
    if event.event == "clock_read":
        return retold(event.detail)
    return (event.event == "incident" and in_plain_words(event.detail)) or event.detail
