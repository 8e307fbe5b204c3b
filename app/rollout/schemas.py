"""The JSON of rollouts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from marshmallow import fields, validate

from app.kernel.api.paging import Page
from app.kernel.api.schemas import Answer, Moment, PageQuery, Strict, many, moment, text
from app.rollout.queries import Found, Readers
from app.rollout.tables import VERDICTS, Rollout, Verdict


class RevertIn(Strict):
    """Why a version is taken back."""

    reason = fields.String(load_default="", allow_none=True)


class VerdictsQuery(PageQuery):
    """Which verdicts to give."""

    verdict = fields.String(load_default="", validate=validate.OneOf(["", *VERDICTS]))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 1000))


class VerdictSchema(Answer):
    """What became of a running case."""

    instance = fields.String()
    verdict = fields.String()
    words = fields.String()


class ReachedSchema(Answer):
    """How many running cases a rollout met, and what became of them."""

    total = fields.Integer()
    moved = fields.Integer()
    redirected = fields.Integer()
    stayed = fields.Integer()
    failed = fields.Integer()


class RolloutSchema(Answer):
    """A version going live, with what became of each running case."""

    sometimes: ClassVar[frozenset[str]] = frozenset(("reverted_by",))
    id = fields.String()
    process = fields.String()
    kind = fields.String()
    from_version = fields.Integer()
    version = fields.Integer()
    sentence = text()
    proposal = text()
    state = fields.String()
    reason = fields.String()
    instances = fields.Nested(ReachedSchema)
    verdicts = many(VerdictSchema)
    verdicts_next = text()
    started_at = moment()
    ended_at = moment()
    reverted_by = fields.String()


class AcknowledgedSchema(Answer):
    """Who has read what a version changed, and when."""

    process = fields.String()
    version = fields.Integer()
    person = fields.String()
    at = Moment()


class MissingSchema(Answer):
    """Somebody who has not said that they have read it."""

    id = fields.String()
    name = fields.String()


class UnitReadersSchema(Answer):
    """The people of a unit whom a version concerns; without a unit those of the whole organisation.

    `missing` names the first of those who have not read it.
    """

    unit = text()
    name = text()
    concerned = fields.Integer()
    read = fields.Integer()
    missing = many(MissingSchema)


class ReadersSchema(Answer):
    """Who has read what a version changed, by unit; `is_cut` says that there are more units than are told."""

    version = fields.Integer()
    concerned = fields.Integer()
    read = fields.Integer()
    items = many(UnitReadersSchema)
    is_cut = fields.Boolean()
    reminded_at = moment()


class RemindedSchema(Answer):
    """How many people were reminded to read what a version changed."""

    version = fields.Integer()
    reminded = fields.Integer()


def say_readers(number: int, found: Readers, reminded_at: datetime | None) -> dict[str, Any]:
    """Tell who has read a version, unit by unit."""
    units = [
        {
            "unit": one.unit_id, "name": one.unit, "concerned": one.concerned, "read": one.read,
            "missing": [{"id": who.id, "name": who.name} for who in one.missing],
        }
        for one in found.units
    ]  # fmt: skip
    return {
        "version": number, "concerned": found.concerned, "read": found.read, "items": units, "is_cut": found.is_cut,
        "reminded_at": reminded_at,
    }  # fmt: skip


def say_verdict(verdict: Verdict) -> dict[str, Any]:
    """Tell what became of an instance."""
    return {"instance": verdict.instance_id, "verdict": verdict.verdict, "words": verdict.words}


def say_rollout(found: Found, verdicts: Page[Verdict], reverted_by: Rollout | None) -> dict[str, Any]:
    """Tell a rollout with its counts and verdicts; where it was reverted, by which rollout.

    Where there are more verdicts than fit, `verdicts_next` is the cursor with which their own list goes on.
    """
    rollout = found.rollout
    said: dict[str, Any] = {
        "id": rollout.id,
        "process": found.process.key,
        "kind": rollout.kind,
        "from_version": found.before.number,
        "version": found.version.number,
        "sentence": found.version.sentence,
        "proposal": rollout.proposal_id,
        "state": rollout.state,
        "reason": rollout.reason,
        "instances": {
            "total": rollout.total,
            "moved": rollout.moved,
            "redirected": rollout.redirected,
            "stayed": rollout.stayed,
            "failed": rollout.failed,
        },
        "verdicts": [say_verdict(verdict) for verdict in verdicts.items],
        "verdicts_next": verdicts.next,
        "started_at": rollout.started_at,
        "ended_at": rollout.ended_at,
    }
    if reverted_by is not None:
        said["reverted_by"] = reverted_by.id
    return said
