"""What the API of proposals gives."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import fields

from app.ballots.answers import BallotSchema
from app.catalog.schemas import ChangeSchema
from app.impact.schemas import RefusalSchema, TouchedCasesSchema
from app.kernel.api.schemas import Answer, Moment, many, text


class ShortProposalSchema(Answer):
    """A proposal in a list: first what its operations ask for; its title is what people call it."""

    id = fields.String()
    process = fields.String()
    sentence = fields.String()
    title = fields.String()
    reason = fields.String()
    language = fields.String(allow_none=True)
    author = fields.String()
    state = fields.String()
    revision = fields.Integer()
    base_version = fields.Integer()
    live_version = fields.Integer(allow_none=True)
    created_at = Moment()
    updated_at = Moment()


class EvidenceFlagSchema(Answer):
    """A flag behind a proposal."""

    id = fields.String()
    step = fields.String()
    kind = fields.String()
    waste = text()
    reason = fields.String()
    person = fields.String()


class EvidenceCommentSchema(Answer):
    """A comment behind a proposal."""

    id = fields.String()
    step = text()
    text = fields.String()
    author = fields.String()
    at = Moment()


class EvidenceSchema(Answer):
    """The flags and comments behind a proposal, and the praise that speaks against it."""

    flags = many(EvidenceFlagSchema)
    comments = many(EvidenceCommentSchema)
    praise = many(EvidenceFlagSchema)


class ApprovalSchema(Answer):
    """A signature."""

    person = fields.String()
    role = fields.String()
    note = fields.String()
    at = Moment()


class RevisionSchema(Answer):
    """What a proposal said in one of its revisions."""

    revision = fields.Integer()
    sentence = fields.String()
    title = fields.String()
    reason = fields.String()
    language = fields.String(allow_none=True)
    operations = fields.List(fields.Dict())
    words = fields.List(fields.String())
    by = fields.String()
    at = Moment()


class ProposalSchema(ShortProposalSchema):
    """A proposal with its change, what is behind it, and how the decision stands.

    `instances` are there while it is undecided, `version` and `rollout` once it is live.
    """

    sometimes: ClassVar[frozenset[str]] = frozenset(("instances", "version", "rollout"))
    operations = fields.List(fields.Dict())
    words = fields.List(fields.String())
    changes = many(ChangeSchema)
    outcome = text()
    fits = fields.Boolean()
    refusals = many(RefusalSchema)
    evidence = fields.Nested(EvidenceSchema)
    ballot = fields.Nested(BallotSchema, allow_none=True)
    approvals = many(ApprovalSchema)
    missing = fields.List(fields.String())
    instances = fields.Nested(TouchedCasesSchema)
    version = fields.Integer()
    rollout = fields.String()
    revisions = many(RevisionSchema)
