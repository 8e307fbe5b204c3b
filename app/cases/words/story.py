"""The story of a case: each act of a person, or of time, is one line, and what followed from it stands folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.cases.tables import StepEvent
from app.cases.words.timeline import is_told, line
from app.kernel.i18n import _, all_of, ngettext
from processes.called import quoted

# What begins a line of its own, also where it came at the same moment as something else.
ACTS = frozenset(
    ("instance_started", "task_completed", "timer_fired", "message_received", "incident_retried", "moved_by_hand")
)
# What is never folded away.
LOUD = frozenset(("incident", "error_below", "migrated", "instance_completed", "instance_cancelled", "instance_failed"))
AT_ONCE = timedelta(seconds=1)
MOST_NAMED = 3


@dataclass(frozen=True)
class Versions:
    """The numbers of the versions that a case was on, by id, and the address of each."""

    numbers: Mapping[str, int]
    url: Callable[[int], str]


def story(
    events: list[StepEvent], names: Mapping[str, Any], versions: Versions, besides: Iterable[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Give the lines of what happened, oldest first as given, newest first as they are read.

    `besides` are lines of other features (what was said), which stand where they belong in time.
    """
    lines: list[dict[str, Any]] = []
    before: StepEvent | None = None
    for act in _acts([event for event in events if is_told(event)]):
        head, followed = act[0], act[1:]
        told = line(head, names)
        if head.event == "migrated":
            told |= _moved(before, head, versions)
        if followed:
            told["detail"] = told["detail"] or _next(followed)
        if not _is_said(followed):
            told["more"] = [line(one, names) for one in followed]
            told["more_words"] = ngettext("What followed ({n})", "What followed ({n})", len(followed))
        lines.append(told)
        before = head
    return sorted([*lines, *besides], key=lambda one: one["at"])[::-1]


def _acts(events: list[StepEvent]) -> list[list[StepEvent]]:
    """Part what happened by acts, each with what it begins with in front."""
    groups: list[list[StepEvent]] = []
    loud: list[StepEvent] = []
    for event in events:
        if groups and not _begins(groups[-1], event):
            (loud if event.event in LOUD else groups[-1]).append(event)
            continue
        groups += [[one] for one in loud]
        loud = []
        groups.append([event])
    groups += [[one] for one in loud]
    return [_headed(group) for group in groups]


def _begins(group: list[StepEvent], event: StepEvent) -> bool:
    last = group[-1]
    is_apart = event.actor_id != last.actor_id or event.at - last.at > AT_ONCE
    return is_apart or event.event in ACTS or last.event in LOUD


def _headed(group: list[StepEvent]) -> list[StepEvent]:
    """Put in front what tells most: an act, else what was passed, as a time that came, else what came first."""
    for wanted in (ACTS, LOUD, ("step_passed",)):
        found = next((one for one in group if one.event in wanted), None)
        if found is not None:
            return [found, *(one for one in group if one is not found)]
    return group


def _next(followed: list[StepEvent]) -> str | None:
    """Say which steps came up."""
    opened = [quoted(one.step_name) for one in followed if one.event == "task_opened"]
    if not opened:
        return None
    if len(opened) > MOST_NAMED:
        return ngettext("Next: {n} step", "Next: {n} steps", len(opened))
    return _("Next: {steps}", steps=all_of(opened))


def _is_said(followed: list[StepEvent]) -> bool:
    """Whether the line says already all that followed."""
    return len(followed) <= MOST_NAMED and all(one.event == "task_opened" for one in followed)


def _moved(before: StepEvent | None, event: StepEvent, versions: Versions) -> dict[str, Any]:
    """Say from which version to which a case was moved; why stands on the page of the version."""
    to = versions.numbers.get(event.version_id)
    since = versions.numbers.get(before.version_id) if before is not None else None
    if to is None:
        return {}
    if since is None or since == to:
        words = _("The case was moved to version {after}", after=str(to))
    else:
        words = _("The case was moved from version {before} to version {after}", before=str(since), after=str(to))
    return {"words": words, "href": versions.url(to)}
