"""What the API of discussions takes and gives."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from app.accounts.tables import Person
from app.discussion.queries import Said
from app.discussion.tables import FLAG_KINDS, REACTIONS, WASTES, Flag


class Strict(Schema):
    """Refuse fields that nobody expects."""

    class Meta:
        unknown = RAISE


class CommentsQuery(Schema):
    """How far a list of comments is read."""

    class Meta:
        unknown = EXCLUDE

    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class FlagsQuery(CommentsQuery):
    """Which part of the flags on a step to give."""

    limit = fields.Integer(load_default=200, validate=validate.Range(1, 200))


class NewComment(Strict):
    """Something to say."""

    text = fields.String(required=True, validate=validate.Length(1, 10_000))
    reply_to = fields.String(load_default=None, allow_none=True)


class CommentText(Strict):
    """Other words for a comment."""

    text = fields.String(required=True, validate=validate.Length(1, 10_000))


class NewFlag(Strict):
    """A flag to raise."""

    kind = fields.String(required=True, validate=validate.OneOf(list(FLAG_KINDS)))
    waste = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(WASTES)))
    reason = fields.String(load_default="", validate=validate.Length(max=2000))


class FlagReason(Strict):
    """Why a step is flagged."""

    waste = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(WASTES)))
    reason = fields.String(load_default="", validate=validate.Length(max=2000))


class NewReaction(Strict):
    """A reaction to give or take back."""

    kind = fields.String(required=True, validate=validate.OneOf(list(REACTIONS)))


class ModerationReason(Strict):
    """Why a comment is reported or hidden."""

    reason = fields.String(load_default="", validate=validate.Length(max=1000))


def person_out(person: Person) -> dict[str, str]:
    """Say who said it."""
    return {"id": person.id, "name": person.name, "handle": person.handle}


def comment_out(said: Said) -> dict[str, Any]:
    """Say a comment; the words of a deleted one, or of one hidden from the reader, are null."""
    c = said.comment
    return {
        "id": c.id, "step": c.step_id, "proposal": c.proposal_id, "instance": c.instance_id,
        "author": person_out(said.author),
        "text": c.text if said.readable else None, "reply_to": c.reply_to, "version": c.version_number,
        "at": c.created_at.isoformat(), "edited_at": c.edited_at.isoformat() if c.edited_at else None,
        "deleted": c.deleted_at is not None, "hidden": c.hidden_at is not None,
        "reactions": said.given, "mine": sorted(said.mine),
    }  # fmt: skip


def flag_out(flag: Flag, person: Person) -> dict[str, Any]:
    """Say a flag."""
    return {
        "id": flag.id, "step": flag.step_id, "kind": flag.kind, "waste": flag.waste, "reason": flag.reason,
        "person": person_out(person), "version": flag.version_number, "at": flag.created_at.isoformat(),
    }  # fmt: skip
