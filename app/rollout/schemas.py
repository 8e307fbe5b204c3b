"""The JSON of rollouts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, fields

from app.rollout.queries import Found
from app.rollout.tables import Rollout, Verdict


class RevertIn(Schema):
    """Why a version is taken back."""

    class Meta:
        """Unknown fields are errors."""

        unknown = RAISE

    reason = fields.String(load_default="", allow_none=True)


def moment(at: datetime | None) -> str | None:
    """Write a moment as ISO 8601 in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def say_rollout(found: Found, verdicts: list[Verdict], reverted_by: Rollout | None) -> dict[str, Any]:
    """Tell a rollout with its counts and verdicts; where it was reverted, by which rollout."""
    rollout = found.rollout
    said: dict[str, Any] = {
        "id": rollout.id,
        "process": found.process.key,
        "kind": rollout.kind,
        "from_version": found.before.number,
        "version": found.version.number,
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
        "verdicts": [{"instance": v.instance_id, "verdict": v.verdict, "words": v.words} for v in verdicts],
        "started_at": moment(rollout.started_at),
        "ended_at": moment(rollout.ended_at),
    }
    if reverted_by is not None:
        said["reverted_by"] = reverted_by.id
    return said
