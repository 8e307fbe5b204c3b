"""What tasks tell the features above them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.kernel.events import Event, Private, PublicEvent


@dataclass(frozen=True)
class TasksOpened(Event):
    """An instance has new work, for people or for services: task id, step id and kind of each."""

    name = "tasks.opened"
    instance_id: str
    process_id: str
    tasks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class TaskCompleted(PublicEvent):
    """Somebody completed a task."""

    name = "task.completed"
    history = "task_completed"
    task_id: str
    instance_id: str
    process_id: str
    step_id: str
    actor_id: str | None


@dataclass(frozen=True)
class TaskAssigned(Event):
    """Somebody else gave a task to a person, maybe with a note."""

    name = "task.assigned"
    task_id: str
    process_id: str
    step_name: str
    person_id: str
    actor_id: str | None
    note: str


@dataclass(frozen=True)
class TaskForSubstitute(Event):
    """A new task came to a person because who it is meant for is away."""

    name = "task.substituted"
    task_id: str
    process_id: str
    step_name: str
    person_id: str
    away_id: str


@dataclass(frozen=True)
class SubstituteAsked(Event):
    """A person is asked to do the work of one who is away; told when that is said, and when it begins."""

    name = "substitute.asked"
    absence_id: str
    away_id: str
    person_id: str
    begins_at: datetime
    ends_at: datetime
    begun: bool


@dataclass(frozen=True)
class SubstituteLeft(Event):
    """Who was to stand in has left, or works here no longer; an absence, and whose, for each who counts on them."""

    name = "substitute.left"
    substitute_id: str
    absences: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GroupsWorkFreed(Event):
    """Tasks of a process that were meant for a group which is no more are for everybody who does them."""

    name = "group_work.freed"
    process_id: str
    group: str
    tasks: int


@dataclass(frozen=True)
class WorkFreed(Event):
    """Tasks of a process that somebody had who has left, or may not do them any more, are for others now."""

    name = "work.freed"
    process_id: str
    person_id: str
    tasks: int
    left: bool = True


@dataclass(frozen=True)
class Vacant:
    """A lane of a process, or a step in words with the groups (id and name) it is for, that nobody does any more.

    Who did it last, and which role or group they lost; none where they have left. Without lane and step it is all the
    work of the process that no lane gives to somebody.
    """

    process_id: str
    lane: str
    step: str
    groups: tuple[tuple[str, str], ...]
    person_id: str
    why: str


@dataclass(frozen=True)
class WorkUnstaffed(Event):
    """Nobody who is here does this work any more; said once of each, when the last who did it is gone."""

    name = "work.unstaffed"
    places: tuple[Vacant, ...]


@dataclass(frozen=True)
class TaskEscalated(PublicEvent):
    """A task was not done in time; `level` says how often this was said, `to` whom."""

    name = "task.escalated"
    task_id: str
    process_id: str
    step_name: Private[str]
    level: int
    to: Private[tuple[str, ...]]
