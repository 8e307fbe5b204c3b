"""What the API of work takes, strictly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate

from app.kernel import clock
from app.kernel.schemas import PageQuery, Strict
from processes.schedule import timers


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
