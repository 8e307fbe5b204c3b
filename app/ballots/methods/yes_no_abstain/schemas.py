"""What programs send and are told of ballots by yes, no and abstain."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields


class Strict(Schema):
    """Refuses fields it does not know."""

    class Meta:
        """Unknown fields are errors."""

        unknown = RAISE


class YesNoAbstainVote(Strict):
    """Yes, no or abstain."""

    choice = fields.String(required=True)


class QuorumIn(Strict):
    """How many are enough."""

    kind = fields.String(load_default="approval_quorum")
    absolute = fields.Integer(load_default=None, allow_none=True)
    numerator = fields.Integer(load_default=None, allow_none=True)
    denominator = fields.Integer(load_default=None, allow_none=True)


class MajorityIn(Strict):
    """Which share must say yes."""

    numerator = fields.Integer(load_default=1)
    denominator = fields.Integer(load_default=2)
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
