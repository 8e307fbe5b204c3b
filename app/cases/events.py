"""What cases tell the features above them."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event, Private, PublicEvent


@dataclass(frozen=True)
class InstanceStarted(PublicEvent):
    """A case of a process was started."""

    name = "case.started"
    about = "instance"
    history = "instance_started"
    instance_id: str
    process_id: str
    actor_id: str | None


@dataclass(frozen=True)
class IncidentOpened(PublicEvent):
    """A step of an instance, or a job about it, could not go on, and somebody has to look at it."""

    name = "incident.opened"
    incident_id: str
    instance_id: str
    process_id: str
    step_name: Private[str]


@dataclass(frozen=True)
class InstanceCompleted(PublicEvent):
    """A case went through to its end."""

    name = "case.completed"
    about = "instance"
    history = "instance_completed"
    instance_id: str
    process_id: str


@dataclass(frozen=True)
class InstanceCancelled(PublicEvent):
    """A case was taken out of the running before its end."""

    name = "case.cancelled"
    about = "instance"
    history = "instance_cancelled"
    instance_id: str
    process_id: str
    actor_id: str | None


@dataclass(frozen=True)
class InstanceFailed(Event):
    """Nothing in a case can go on by itself any more; an incident says why."""

    name = "case.failed"
    instance_id: str
    process_id: str
