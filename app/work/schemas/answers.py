"""What the API of work gives: instances, tasks, events, waits, rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from marshmallow import fields, validate

from app.kernel import zones
from app.kernel.schemas import Answer, Moment, many, moment, text
from app.work.tables import FormFile, Instance, Message, StepEvent

STATES = ("running", "suspended", "completed", "failed", "cancelled")


class StepSchema(Answer):
    """A step of a model by its id, with its name."""

    id = fields.String()
    name = fields.String()


class FormSchema(Answer):
    """What a task asks for, as JSON Schema."""

    schema = fields.Dict()


class TaskSchema(Answer):
    """A task of a case."""

    id = fields.String()
    instance = fields.String()
    process = fields.String()
    version = fields.Integer()
    step = fields.Nested(StepSchema)
    lane = text()
    kind = fields.String()
    state = fields.String()
    form = fields.Nested(FormSchema)
    data = fields.Dict()
    claimed_by = text()
    due_at = moment()
    follow_up_at = moment()
    priority = fields.Integer()
    delegated_by = text()
    in_place_of = text()
    opened_at = Moment()


class InstanceSchema(Answer):
    """A case with its open tasks."""

    id = fields.String()
    process = fields.String()
    version = fields.Integer()
    state = fields.String(validate=validate.OneOf(STATES))
    business_key = text()
    data = fields.Dict()
    started_by = text()
    started_at = Moment()
    ended_at = moment()
    parent = text()
    tasks = many(TaskSchema)


class PlaceSchema(StepSchema):
    """A step where a case stands, since when and until when."""

    since = moment()
    due_at = moment()


class ListedInstanceSchema(InstanceSchema):
    """A case in a list: where it stands, without its tasks."""

    steps = many(PlaceSchema)
    overdue = fields.Boolean()


class MessageSchema(Answer):
    """What became of a message: its receiver where the sender may see that case, or until when it is kept."""

    id = fields.String()
    delivered_to = text()
    state = fields.String()
    kept_until = moment()


class SignalSchema(Answer):
    """A signal that was sent."""

    id = fields.String()


class EventSchema(Answer):
    """A line of history."""

    event = fields.String()
    step = fields.Nested(StepSchema, allow_none=True)
    task = text()
    actor = text()
    at = Moment()
    detail = text()


class FileSchema(Answer):
    """The reference to a file, as the data of a form holds it."""

    id = fields.String()
    name = fields.String()
    size = fields.Integer()
    type = fields.String()


class DraftSchema(Answer):
    """What the caller typed into a task so far."""

    task = fields.String()
    data = fields.Dict()
    saved_at = Moment()


class FilterSchema(Answer):
    """A saved filter of the caller's."""

    id = fields.String()
    page = fields.String()
    name = fields.String()
    narrow = fields.Dict(keys=fields.String(), values=fields.String())
    pinned = fields.Boolean()


class LaneSchema(Answer):
    """Who does a lane."""

    lane = fields.String()
    unit_id = text()
    role = text()
    group_id = text()
    person_id = text()


class LanesSchema(Answer):
    """Who does the lanes of a process."""

    lanes = many(LaneSchema)


class BulkResultSchema(Answer):
    """What became of one of many tasks: a code and words where it was not done."""

    task = fields.String()
    code = text()
    words = text()


class BulkSchema(Answer):
    """What became of many tasks."""

    done = fields.Integer()
    results = many(BulkResultSchema)


class AbsenceSchema(Answer):
    """When the caller is away, and who does their work meanwhile."""

    id = fields.String()
    substitute = fields.String()
    begins_at = Moment()
    ends_at = Moment()


class RuleSchema(Answer):
    """How the work of a step or lane is shared out; what is not said is not there."""

    sometimes: ClassVar[frozenset[str]] = frozenset(
        ("to", "apart", "due", "priority", "escalate", "reminders", "remind", "reassign")
    )
    step = text()
    lane = text()
    assign = fields.String()
    to = fields.String()
    apart = fields.List(fields.String())
    due = fields.String()
    priority = fields.Integer()
    escalate = fields.String()
    reminders = fields.Integer()
    remind = fields.String()
    reassign = fields.Boolean()


class RulesSchema(Answer):
    """How the work of a process is shared out."""

    rules = many(RuleSchema)


class MovableSchema(Answer):
    """A place where a case stands that can be left by hand, and where to."""

    task = fields.String()
    step = fields.Nested(StepSchema)
    targets = many(StepSchema)


class TimerSchema(Answer):
    """A timer that a case waits for."""

    task = fields.String()
    step = fields.String()
    due_at = Moment()
    held = fields.Boolean()


class AwaitedSchema(Answer):
    """A message or signal that a case waits for."""

    task = fields.String()
    step = fields.String()
    kind = fields.String()
    name = fields.String()
    correlation = fields.Dict()


class CalledCaseSchema(Answer):
    """A case that another one has called."""

    id = fields.String()
    task = text()
    process = fields.String()
    state = fields.String()


class CallerSchema(Answer):
    """The case that called this one, and its task."""

    id = fields.String()
    process = fields.String()
    task = text()


class WaitsSchema(Answer):
    """What a case waits for, the cases it has called, and the one that called it."""

    timers = many(TimerSchema)
    messages = many(AwaitedSchema)
    called = many(CalledCaseSchema)
    called_next = text()
    caller = fields.Nested(CallerSchema, allow_none=True)


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
        "due_at": task.due_at,
        "follow_up_at": task.follow_up_at,
        "priority": 50 if task.priority is None else task.priority,
        "delegated_by": task.delegated_by,
        "in_place_of": task.for_id,
        "opened_at": task.opened_at,
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
        "started_at": instance.started_at,
        "ended_at": instance.ended_at,
        "parent": instance.parent_id,
        "tasks": [say_task(task, instance) for task in tasks],
    }


def say_message(message: Message, *, receiver_shown: bool) -> dict[str, Any]:
    """Give a message as its sender sees it: who has it, if they may see that case, or until when it waits."""
    return {
        "id": message.id,
        "delivered_to": message.delivered_to if receiver_shown else None,
        "state": message.state,
        "kept_until": message.expires_at if message.state == "waiting" else None,
    }


def say_event(event: StepEvent) -> dict[str, Any]:
    """Give a line of history as programs see it."""
    step = {"id": event.step_id, "name": event.step_name or ""} if event.step_id else None
    return {
        "event": event.event,
        "step": step,
        "task": event.task_id,
        "actor": event.actor_id,
        "at": event.at,
        "detail": zones.plain(event.detail) if event.detail else event.detail,
    }


def say_file(row: FormFile) -> dict[str, Any]:
    """Give the reference to a file, as the data of a form holds it."""
    return {"id": row.id, "name": row.name, "size": row.size, "type": row.type}
