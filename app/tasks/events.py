"""What tasks tell the features above them."""

from __future__ import annotations

from dataclasses import dataclass

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
class TaskEscalated(PublicEvent):
    """A task was not done in time; `level` says how often this was said, `to` whom."""

    name = "task.escalated"
    task_id: str
    process_id: str
    step_name: Private[str]
    level: int
    to: Private[tuple[str, ...]]
