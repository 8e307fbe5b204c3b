"""The JSON of cases: how instances, their open tasks and their history look to programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import fields, validate

from app.cases.tables import Instance, StepEvent
from app.kernel.api.schemas import Answer, Moment, PageQuery, Strict, many, moment, text
from app.kernel.times import zones
from processes.forms import in_words

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
    claimed_at = moment()
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


class EventSchema(Answer):
    """A line of history."""

    event = fields.String()
    step = fields.Nested(StepSchema, allow_none=True)
    task = text()
    actor = text()
    at = Moment()
    detail = text()


class FilterSchema(Answer):
    """A saved filter of the caller's."""

    id = fields.String()
    page = fields.String()
    name = fields.String()
    narrow = fields.Dict(keys=fields.String(), values=fields.String())
    pinned = fields.Boolean()


class MovableSchema(Answer):
    """A place where a case stands that can be left by hand, and where to."""

    task = fields.String()
    step = fields.Nested(StepSchema)
    targets = many(StepSchema)


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
        "form": {"schema": in_words(task.form or {"type": "object", "properties": {}})},
        "data": task.data or {},
        "claimed_by": task.claimed_by,
        "claimed_at": task.claimed_at,
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


class CancelIn(Strict):
    """Why an instance is cancelled."""

    reason = fields.String(required=True, validate=validate.Length(max=2000))


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


class InstancesQuery(PageQuery):
    """How a list of instances is narrowed."""

    process = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(["running", "completed", "failed", "cancelled"]))
    q = fields.String(load_default=None)
