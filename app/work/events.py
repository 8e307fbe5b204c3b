"""What work tells the features above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.kernel.events import Event


@dataclass(frozen=True)
class InstanceStarted(Event):
    """An instance of a process was started."""

    instance_id: str
    process_id: str
    actor_id: str | None


@dataclass(frozen=True)
class TasksOpened(Event):
    """An instance has new work, for people or for services: task id, step id and kind of each."""

    instance_id: str
    process_id: str
    tasks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class TaskCompleted(Event):
    """Somebody completed a task."""

    task_id: str
    instance_id: str
    process_id: str
    step_id: str
    actor_id: str | None


@dataclass(frozen=True)
class TaskAssigned(Event):
    """Somebody else gave a task to a person, maybe with a note."""

    task_id: str
    process_id: str
    step_name: str
    person_id: str
    actor_id: str | None
    note: str


@dataclass(frozen=True)
class TaskForSubstitute(Event):
    """A new task came to a person because who it is meant for is away."""

    task_id: str
    process_id: str
    step_name: str
    person_id: str
    away_id: str


@dataclass(frozen=True)
class StandsIn(Event):
    """A person is asked to do the work of one who is away; told when that is said, and when it begins."""

    absence_id: str
    away_id: str
    person_id: str
    begins_at: datetime
    ends_at: datetime
    begun: bool


@dataclass(frozen=True)
class SubstituteLeft(Event):
    """Who was to stand in has left, or works here no longer; an absence, and whose, for each who counts on them."""

    substitute_id: str
    absences: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GroupsWorkFreed(Event):
    """Tasks of a process that were meant for a group which is no more are for everybody who does them."""

    process_id: str
    group: str
    tasks: int


@dataclass(frozen=True)
class WorkFreed(Event):
    """Tasks of a process that somebody had who has left, or may not do them any more, are for others now."""

    process_id: str
    person_id: str
    tasks: int
    left: bool = True


@dataclass(frozen=True)
class TaskOverdue(Event):
    """A task was not done in time; `level` says how often this was said, `to` whom."""

    task_id: str
    process_id: str
    step_name: str
    level: int
    to: tuple[str, ...]


@dataclass(frozen=True)
class IncidentOpened(Event):
    """A step of an instance, or a job about it, could not go on, and somebody has to look at it."""

    incident_id: str
    instance_id: str
    process_id: str
    step_name: str


@dataclass(frozen=True)
class InstanceEnded(Event):
    """An instance was completed, cancelled, or has failed."""

    instance_id: str
    process_id: str
    state: str
