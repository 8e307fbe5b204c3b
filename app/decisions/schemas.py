"""What the API of decisions takes and gives."""

from __future__ import annotations

from marshmallow import fields

from app.catalog.schemas import NUMBER
from app.kernel.api.schemas import Answer, Strict, text


class VersionQuery(Strict):
    """Which version; by default the live one."""

    version = fields.Integer(load_default=None, validate=NUMBER)


class Trying(Strict):
    """A decision to try on data."""

    decision = fields.String(required=True)
    data = fields.Dict(keys=fields.String(), load_default=dict)
    version = fields.Integer(allow_none=True, load_default=None, validate=NUMBER)


class DecisionSchema(Answer):
    """A decision of a version, and what of it could not be read."""

    id = fields.String()
    name = fields.String()
    file = fields.String()
    hit_policy = fields.String()
    policy = fields.String()
    expression = text()
    inputs = fields.List(fields.String())
    outputs = fields.List(fields.String())
    requires = fields.List(fields.String())
    steps = fields.List(fields.String())
    fault = text()


class WholeDecisionSchema(DecisionSchema):
    """A decision with its rules and columns."""

    rules = fields.List(fields.Dict())
    columns = fields.Dict(keys=fields.String(), values=fields.List(fields.Dict()))


class DecidedSchema(Answer):
    """What a decision gave: its value, the outputs of the rules that hold, and their numbers from 1."""

    value = fields.Raw(allow_none=True)
    rows = fields.List(fields.Dict())
    rules = fields.List(fields.Integer())
