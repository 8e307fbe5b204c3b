"""The JSON of who does the work: lanes, rules, and who is away."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import fields, validate

from app.assignment.tables import LONGEST_LANE
from app.kernel.api.schemas import Answer, Moment, Strict, many, text
from app.kernel.times.moments import Sent

SMALL = validate.Range(-1000, 1000)
MANY = validate.Length(max=1000)


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


class LaneIn(Strict):
    """Who does a lane: one of unit, role, group and person."""

    lane = fields.String(required=True, validate=validate.Length(max=LONGEST_LANE))
    unit_id = fields.String(load_default=None, allow_none=True)
    role = fields.String(load_default=None, allow_none=True)
    group_id = fields.String(load_default=None, allow_none=True)
    person_id = fields.String(load_default=None, allow_none=True)


class LanesIn(Strict):
    """Who does the lanes of a process; lanes that are not named are open to everybody concerned."""

    lanes = fields.List(fields.Nested(LaneIn), required=True, validate=validate.Length(max=200))


class AbsenceIn(Strict):
    """When the caller is away, and who does their work."""

    substitute = fields.String(required=True, validate=validate.Length(max=26))
    begins_at = Sent(required=True)
    ends_at = Sent(required=True)


class RuleIn(Strict):
    """How the work of a step or lane is shared out."""

    step = fields.String(load_default="", validate=validate.Length(max=300))
    lane = fields.String(load_default="", validate=validate.Length(max=LONGEST_LANE))
    assign = fields.String(load_default="pull", validate=validate.Length(max=20))
    to = fields.String(load_default="", validate=validate.Length(max=300))
    apart = fields.List(
        fields.String(validate=validate.Length(max=300)), load_default=list, validate=validate.Length(max=1000)
    )
    due = fields.String(load_default="", validate=validate.Length(max=40))
    priority = fields.Integer(load_default=None, allow_none=True, strict=True, validate=SMALL)
    escalate = fields.String(load_default="", validate=validate.Length(max=40))
    reminders = fields.Integer(load_default=0, strict=True, validate=SMALL)
    remind = fields.String(load_default="", validate=validate.Length(max=40))
    reassign = fields.Boolean(load_default=False)


class RulesIn(Strict):
    """All rules of a process."""

    rules = fields.List(fields.Nested(RuleIn), required=True, validate=validate.Length(max=200))
