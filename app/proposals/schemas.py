"""The JSON of proposals: what comes in, strictly, and how proposals look to programs."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, INCLUDE, Schema, fields, validate

from app.ballots.answers import say_ballot
from app.impact.queries import Evidence, Preview, Touched
from app.impact.schemas import say_changes
from app.kernel.api.schemas import Strict
from app.kernel.times import moments
from app.proposals.events import STATES
from app.proposals.queries import Decision, Found, Where
from app.proposals.tables import Proposal, ProposalRevision

READ_REVISION = (
    "The revision you read: 409 REVISED where it is another by now. Left out, you are taken at your word, and what is "
    "there now counts as read; whoever signs or rejects must name one where another waited for signatures before it."
)
READ_ON = "The live version it was read on: 409 REVISED where it says something else by now. Left out, not compared."


def _operations() -> fields.List[dict[Any, Any]]:
    return fields.List(fields.Dict(keys=fields.String()), required=True, validate=validate.Length(max=100))


def _read() -> fields.Integer:
    return fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, 10**6),
        metadata={"description": READ_REVISION},
    )  # fmt: skip


def _seen() -> fields.Integer:
    return fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, 2**31 - 1),
        metadata={"description": READ_ON},
    )  # fmt: skip


class OperationsIn(Strict):
    """Operations to try."""

    operations = _operations()


class ReviseIn(OperationsIn):
    """Operations of a new revision, and its title and reason where they change; `revision` is the one it follows."""

    title = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=1000))
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=20_000))
    revision = _read()


class ReadIn(Schema):
    """Which revision somebody read before they acted on it."""

    class Meta:
        """Other fields are let pass, as they were before this one was known."""

        unknown = EXCLUDE

    revision = _read()
    live_version = _seen()


class ProposalIn(Strict):
    """A new proposal."""

    title = fields.String(required=True, validate=validate.Length(max=1000))
    reason = fields.String(required=True, validate=validate.Length(max=20_000))
    operations = _operations()


class VoteIn(Schema):
    """A vote; `revision`, where given, must be the one being voted on. The other fields are for the ballot's method."""

    class Meta:
        """What is not known here is a selection; the method is as strict about it."""

        unknown = INCLUDE

    reason = fields.String(load_default="", allow_none=True)
    revision = _read()
    live_version = _seen()


class NoteIn(Strict):
    """A signature's note, and the revision it is for."""

    note = fields.String(load_default="", allow_none=True)
    revision = _read()
    live_version = _seen()


class RejectIn(Strict):
    """Why something is refused or taken back, and the revision that was read."""

    reason = fields.String(load_default="", allow_none=True)
    revision = _read()
    live_version = _seen()


class DeadlineIn(Strict):
    """Until when a running vote shall go on, and why."""

    closes_at = moments.Sent(required=True)
    reason = fields.String(load_default="", allow_none=True)
    revision = _read()


class ListQuery(Strict):
    """Which proposals to list."""

    state = fields.String(load_default="", validate=validate.OneOf(["", "open", "ended", *STATES]))
    process = fields.String(load_default="")
    needs_me = fields.Boolean(load_default=False)
    q = fields.String(load_default="")
    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=25, validate=validate.Range(1, 200))


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
        "language": made.language, "operations": made.operations,
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
