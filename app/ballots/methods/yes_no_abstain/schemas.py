"""What programs send and are told of ballots by yes, no and abstain."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.kernel.api.schemas import COUNTED, Strict


class YesNoAbstainVote(Strict):
    """Yes, no or abstain."""

    choice = fields.String(required=True)


class QuorumIn(Strict):
    """How many are enough."""

    kind = fields.String(load_default="approval_quorum")
    absolute = fields.Integer(load_default=None, allow_none=True, validate=COUNTED)
    numerator = fields.Integer(load_default=None, allow_none=True, validate=COUNTED)
    denominator = fields.Integer(load_default=None, allow_none=True, validate=COUNTED)


class MajorityIn(Strict):
    """Which share must say yes."""

    numerator = fields.Integer(load_default=1, validate=COUNTED)
    denominator = fields.Integer(load_default=2, validate=COUNTED)
    base = fields.String(load_default="yes_and_no")


class YesNoAbstainSettings(Strict):
    """A quorum and a majority."""

    quorum = fields.Nested(QuorumIn)
    majority = fields.Nested(MajorityIn)


class YesNoAbstainTally(Schema):
    """How many people chose what."""

    yes = fields.Integer(required=True)
    no = fields.Integer(required=True)
    abstain = fields.Integer(required=True)


class YesNoAbstainRule(Schema):
    """The quorum with how many it `needed` here, the majority as `threshold` with the rule in words."""

    quorum = fields.Dict(required=True)
    threshold = fields.Dict(required=True)
