"""The JSON of tasks: who has them, who is away, and how work is shared out."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import fields, validate

from app.kernel.api.schemas import Answer, Moment, PageQuery, Strict, many, text


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


class CompleteIn(Strict):
    """What a person entered."""

    data = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)


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
