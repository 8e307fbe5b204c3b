"""How proposals look to programs: what the API gives, and how it is told."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import fields

from app.ballots.schemas.answers import BallotSchema, say_ballot
from app.catalog.schemas import ChangeSchema
from app.impact.queries import Evidence, Preview, Touched
from app.impact.schemas import RefusalSchema, TouchedCasesSchema, say_changes
from app.kernel.api.schemas import Answer, Moment, many, text
from app.proposals.queries import Decision, Found, Where
from app.proposals.tables import Proposal, ProposalRevision


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
    answers = fields.String(allow_none=True)
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
    in_words = fields.Dict(allow_none=True)
    words = fields.List(fields.String())
    by = fields.String()
    at = Moment()


class ProposalSchema(ShortProposalSchema):
    """A proposal with its change, what is behind it, and how the decision stands.

    `instances` are there while it is undecided, `version` and `rollout` once it is live.
    """

    sometimes: ClassVar[frozenset[str]] = frozenset(("instances", "version", "rollout"))
    operations = fields.List(fields.Dict())
    in_words = fields.Dict(allow_none=True)
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
    answered_by = fields.List(fields.String())
    revisions = many(RevisionSchema)


def say_short(proposal: Proposal, about: Where) -> dict[str, Any]:
    """Tell a proposal in a list: first what its operations ask for; its title is what people call it."""
    return {
        "id": proposal.id,
        "process": about.key,
        "sentence": proposal.sentence,
        "title": proposal.title,
        "reason": proposal.reason,
        "language": proposal.language,
        "author": proposal.author_id,
        "state": proposal.state,
        "revision": proposal.revision,
        "base_version": about.base,
        "live_version": about.checked,
        "answers": proposal.answers_id,
        "created_at": proposal.created_at,
        "updated_at": proposal.updated_at,
    }


def say_proposal(
    found: Found, revision: ProposalRevision, tried: Preview, decided: Decision, about: Where, evidence: Evidence, *,
    version: int | None = None, rollout: str | None = None, touched: Touched | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Tell a proposal with its change, what is behind it, and how the decision stands."""
    said = say_short(found.proposal, about)
    said |= {"operations": revision.operations, "words": tried.words if tried.ok else revision.words}
    said["in_words"] = revision.in_words
    said |= {"changes": say_changes(tried.changes), "outcome": found.proposal.outcome_words}
    said |= {"fits": tried.ok, "refusals": tried.refusals}
    said["evidence"] = say_evidence(evidence)
    said["ballot"] = None if decided.asked is None else say_ballot(decided.asked)
    said["approvals"] = [{"person": a.person_id, "role": a.role, "note": a.note, "at": a.at} for a in decided.approvals]
    said["missing"] = decided.missing
    if touched is not None:
        said["instances"] = touched.to_dict()
    if version is not None:
        said["version"] = version
    if rollout is not None:
        said["rollout"] = rollout
    return said


def say_revision(made: ProposalRevision) -> dict[str, Any]:
    """Tell what a proposal said in one of its revisions."""
    return {
        "revision": made.revision, "sentence": made.sentence, "title": made.title, "reason": made.reason,
        "language": made.language, "operations": made.operations, "in_words": made.in_words,
        "words": made.words, "by": made.by, "at": made.at,
    }  # fmt: skip


def say_evidence(evidence: Evidence) -> dict[str, Any]:
    """Tell the flags and comments behind a proposal, and the praise that speaks against it."""
    flags, praise = (
        [
            {"id": f.id, "step": f.step_id, "kind": f.kind, "waste": f.waste, "reason": f.reason, "person": f.person_id}
            for f in found
        ]
        for found in (evidence.flags, evidence.praise)
    )
    comments = [
        {"id": c.id, "step": c.step_id, "text": c.text, "author": c.author_id, "at": c.created_at}
        for c in evidence.comments
    ]
    return {"flags": flags, "comments": comments, "praise": praise}
