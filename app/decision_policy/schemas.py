"""The JSON of decision policies: what comes in, strictly, and how policies look to programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import INCLUDE, Schema, fields

from app.ballots.methods import method_named
from app.ballots.schemas.answers import ByMethod
from app.decision_policy.slots import Undecidable
from app.decision_policy.values import Policy
from app.kernel.api.schemas import COUNTED, Answer, Strict, many


class SignaturesIn(Strict):
    """How many of a role must sign."""

    role = fields.String(required=True)
    count = fields.Integer(load_default=1, validate=COUNTED)


class PolicyIn(Schema):
    """A policy, or those parts of it that change; the other fields are settings of its method."""

    class Meta:
        """What is not known here are settings; the method is as strict about them."""

        unknown = INCLUDE

    propose = fields.String()
    vote = fields.String()
    method = fields.String()
    days = fields.Integer(validate=COUNTED)
    hidden = fields.Boolean()
    approvals = fields.List(fields.Nested(SignaturesIn))
    four_eyes = fields.Boolean()
    migrate = fields.Boolean()


class StuckSchema(Answer):
    """A proposal that cannot be decided as things stand, and why."""

    proposal = fields.String()
    sentence = fields.String()
    what = fields.String()
    words = fields.String()


class SignaturesSchema(Answer):
    """How many of a role must sign."""

    role = fields.String()
    count = fields.Integer()


class PolicySchema(ByMethod):
    """How a process decides about its changes, what of that cannot work, and which proposals are stuck."""

    number = fields.Integer()
    propose = fields.String()
    vote = fields.String()
    method = fields.String()
    days = fields.Integer()
    hidden = fields.Boolean()
    four_eyes = fields.Boolean()
    migrate = fields.Boolean()
    approvals = many(SignaturesSchema)
    warnings = fields.Dict(keys=fields.String(), values=fields.String())
    stuck = many(StuckSchema)


def say_policy(number: int, policy: Policy, warnings: dict[str, str], stuck: Sequence[Undecidable]) -> dict[str, Any]:
    """Tell a policy and what of it cannot work; its method names the settings, where it is one that is known here."""
    method = method_named(policy.method)
    return {
        "number": number, **policy.common(), "by_method": method.stored(policy.ballot) if method.is_known else {},
        "warnings": warnings,
        "stuck": [{"proposal": o.id, "sentence": o.sentence, "what": o.what, "words": o.words} for o in stuck],
    }  # fmt: skip
