"""The JSON of work: what comes in, strictly, and how instances, tasks and events look to programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.kernel import clock, zones
from app.work.tables import FormFile, Instance, Message, StepEvent
from processes.schedule import timers


class Strict(Schema):
    """Refuses fields it does not know."""

    class Meta:
        """Unknown fields are errors."""

        unknown = RAISE


class Span(fields.Field[timedelta]):
    """A length of time as ISO 8601 writes it, such as PT10M or P2D."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> timedelta:
        now = clock.now()
        try:
            due = timers.first_due("timeDuration", value if isinstance(value, str) else "", now)
        except (ValueError, OverflowError) as error:
            raise ValidationError("Expected a length of time such as PT10M or P2D.") from error
        return due.at - now


class StartIn(Strict):
    """What an instance is started with."""

    data = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)
    business_key = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))


class CompleteIn(Strict):
    """What a person entered."""

    data = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)


class CancelIn(Strict):
    """Why an instance is cancelled."""

    reason = fields.String(required=True, validate=validate.Length(max=2000))


class MessageIn(Strict):
    """A message from outside."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=255))
    correlation = fields.Dict(keys=fields.String(), load_default=dict, validate=validate.Length(max=30))
    data = fields.Dict(keys=fields.String(), load_default=dict)
    expires = Span(load_default=None, allow_none=True)


class SignalIn(Strict):
    """A signal from outside."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=255))
    data = fields.Dict(keys=fields.String(), load_default=dict)


class MoveIn(Strict):
    """Where the work of a case goes on, and why."""

    task = fields.String(required=True, validate=validate.Length(max=40))
    to = fields.String(required=True, validate=validate.Length(max=300))
    reason = fields.String(required=True, validate=validate.Length(min=1, max=2000))


class ResumeIn(Strict):
    """Why a case goes on; may be left out."""

    reason = fields.String(load_default="", validate=validate.Length(max=2000))


class ReasonIn(Strict):
    """Why somebody does something by hand."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=2000))


class LaneIn(Strict):
    """Who does a lane: one of unit, role, group and person."""

    lane = fields.String(required=True)
    unit_id = fields.String(load_default=None, allow_none=True)
    role = fields.String(load_default=None, allow_none=True)
    group_id = fields.String(load_default=None, allow_none=True)
    person_id = fields.String(load_default=None, allow_none=True)


class LanesIn(Strict):
    """Who does the lanes of a process; lanes that are not named are open to everybody concerned."""

    lanes = fields.List(fields.Nested(LaneIn), required=True, validate=validate.Length(max=200))


class PageQuery(Strict):
    """Which part of a list to give."""

    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class InstancesQuery(PageQuery):
    """How a list of instances is narrowed."""

    process = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(["running", "completed", "failed", "cancelled"]))
    q = fields.String(load_default=None)


class TasksQuery(PageQuery):
    """Whose or which tasks to list."""

    mine = fields.Boolean(load_default=False)
    instance = fields.String(load_default=None)
    process = fields.String(load_default=None)
    lane = fields.String(load_default=None)
    q = fields.String(load_default=None)
    overdue = fields.Boolean(load_default=False)
    for_others = fields.Boolean(load_default=False)
    sort = fields.String(load_default="age", validate=validate.OneOf(["age", "due", "priority", "follow_up"]))


def iso(moment: datetime | None) -> str | None:
    """Say a moment in ISO 8601, UTC, with Z."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def say_task(task: Any, about: Any = None) -> dict[str, Any]:
    """Give a task as programs see it; `about` is its instance where the task is a plain row."""
    about = about or task
    return {
        "id": task.id,
        "instance": task.instance_id,
        "process": about.process.key,
        "version": about.version.number,
        "step": {"id": task.step_id, "name": task.step_name},
        "lane": task.lane or None,
        "kind": task.kind,
        "state": task.state,
        "form": {"schema": task.form or {"type": "object", "properties": {}}},
        "data": task.data or {},
        "claimed_by": task.claimed_by,
        "due_at": iso(task.due_at),
        "follow_up_at": iso(task.follow_up_at),
        "priority": 50 if task.priority is None else task.priority,
        "delegated_by": task.delegated_by,
        "in_place_of": task.for_id,
        "opened_at": iso(task.opened_at),
    }


def say_instance(instance: Instance, tasks: Iterable[Any]) -> dict[str, Any]:
    """Give an instance as programs see it, with its open tasks."""
    return {
        "id": instance.id,
        "process": instance.process.key,
        "version": instance.version.number,
        "state": instance.state,
        "business_key": instance.business_key,
        "data": instance.data,
        "started_by": instance.started_by,
        "started_at": iso(instance.started_at),
        "ended_at": iso(instance.ended_at),
        "parent": instance.parent_id,
        "tasks": [say_task(task, instance) for task in tasks],
    }


def say_message(message: Message, *, receiver_shown: bool) -> dict[str, Any]:
    """Give a message as its sender sees it: who has it, if they may see that case, or until when it waits."""
    return {
        "id": message.id,
        "delivered_to": message.delivered_to if receiver_shown else None,
        "state": message.state,
        "kept_until": iso(message.expires_at) if message.state == "waiting" else None,
    }


def say_event(event: StepEvent) -> dict[str, Any]:
    """Give a line of history as programs see it."""
    step = {"id": event.step_id, "name": event.step_name or ""} if event.step_id else None
    return {
        "event": event.event,
        "step": step,
        "task": event.task_id,
        "actor": event.actor_id,
        "at": iso(event.at),
        "detail": zones.plain(event.detail) if event.detail else event.detail,
    }


def say_file(row: FormFile) -> dict[str, Any]:
    """Give the reference to a file, as the data of a form holds it."""
    return {"id": row.id, "name": row.name, "size": row.size, "type": row.type}
