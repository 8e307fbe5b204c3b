"""What the API of proposals gives."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import fields

from app.ballots.answers import BallotSchema
from app.catalog.schemas import ChangeSchema
from app.kernel.api.schemas import Answer, Moment, many, text


class ChoiceSchema(Answer):
    """A way out of a refusal: what it does, and the steps it is about."""

    id = fields.String()
    words = fields.String()
    steps = fields.List(fields.String())


class RefusalSchema(Answer):
    """Why a change cannot be made, and what could be done instead."""

    code = fields.String()
    words = fields.String()
    choices = many(ChoiceSchema)
    step = text()


class EffectSchema(Answer):
    """Something that a change does besides what was asked for."""

    kind = fields.String()
    words = fields.String()
    step = text()


class CasesGroupSchema(Answer):
    """Running cases that stand alike: where, how many, what would become of them."""

    at = fields.List(fields.String())
    count = fields.Integer()
    verdict = fields.String()
    words = fields.String()
    skips = fields.List(fields.String())
    examples = fields.List(fields.Raw())


class TouchedCasesSchema(Answer):
    """The running cases by what would become of them, and when they were looked at."""

    total = fields.Integer()
    moved = fields.Integer()
    redirected = fields.Integer()
    stayed = fields.Integer()
    skipping = fields.Integer()
    # The metaclass takes fields out of the class, so that marshmallow's own attribute stays.
    unknown = fields.Integer()  # type: ignore[assignment]
    groups = many(CasesGroupSchema)
    as_of = text()
    complete = fields.Boolean()


class HeardSchema(Answer):
    """How much speaks about the steps that a change touches."""

    flags = fields.Integer()
    comments = fields.Integer()
    praise = fields.Integer()


class PreviewSchema(Answer):
    """What a change would do."""

    ok = fields.Boolean()
    sentence = text()
    refusals = many(RefusalSchema)
    words = fields.List(fields.String())
    bpmn = text()
    changes = many(ChangeSchema)
    effects = many(EffectSchema)
    overlay = fields.Dict()
    instances = fields.Nested(TouchedCasesSchema)
    evidence = fields.Nested(HeardSchema)


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
