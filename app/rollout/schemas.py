"""The JSON of rollouts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from app.kernel.paging import Page
from app.rollout.queries import Found
from app.rollout.tables import VERDICTS, Rollout, Verdict


class RevertIn(Schema):
    """Why a version is taken back."""

    class Meta:
        """Unknown fields are errors."""

        unknown = RAISE

    reason = fields.String(load_default="", allow_none=True)


class VerdictsQuery(Schema):
    """Which verdicts to give."""

    class Meta:
        """Unknown fields are errors."""

        unknown = RAISE

    verdict = fields.String(load_default="", validate=validate.OneOf(["", *VERDICTS]))
    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 1000))


def moment(at: datetime | None) -> str | None:
    """Write a moment as ISO 8601 in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


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
        "started_at": moment(rollout.started_at),
        "ended_at": moment(rollout.ended_at),
    }
    if reverted_by is not None:
        said["reverted_by"] = reverted_by.id
    return said
