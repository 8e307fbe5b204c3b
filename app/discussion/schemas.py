"""What the API of discussions takes and gives."""

from __future__ import annotations

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import EXCLUDE, Schema, fields, validate

from app.accounts.tables import Person
from app.discussion.pictures import TYPE
from app.discussion.queries import Said
from app.discussion.tables import FLAG_KINDS, REACTIONS, WASTES, Flag, Picture
from app.kernel.api.schemas import BINARY, Answer, Mapping, Moment, Strict, many, moment, text
from app.kernel.policy import Actor


class CommentsQuery(Schema):
    """How far a list of comments is read."""

    class Meta:
        """Other words of the address are for others."""

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


class SpeakerSchema(Answer):
    """Who said it."""

    id = fields.String()
    name = fields.String()
    handle = fields.String()


class PictureSchema(Answer):
    """A picture in a comment: what can be seen on it, how large it is, and where it is."""

    id = fields.String()
    alt = fields.String()
    width = fields.Integer()
    height = fields.Integer()
    type = fields.String()
    url = fields.String()


class NewPicture(Strict):
    """A picture to add: PNG, JPEG, WebP or GIF, as the field of a form."""

    picture = Upload(required=True)


class PictureWords(Strict):
    """What can be seen on a picture."""

    alt = fields.String(load_default="", validate=validate.Length(max=300))


# Both as one form, which is described: of two places the last alone is.
PICTURE_FILE = {
    "type": "object",
    "properties": {"picture": BINARY, "alt": {"type": "string", "default": "", "maxLength": 300}},
    "required": ["picture"],
}


class CommentSchema(Answer):
    """A comment; the words of a deleted one, or of one hidden from the reader, are null."""

    id = fields.String()
    step = text()
    proposal = text()
    instance = text()
    author = fields.Nested(SpeakerSchema)
    reply_to = text()
    version = fields.Integer()
    at = Moment()
    edited_at = moment()
    deleted = fields.Boolean()
    hidden = fields.Boolean()
    reactions = fields.Dict(keys=fields.String(), values=fields.Integer())
    mine = fields.List(fields.String())
    pictures = many(PictureSchema)
    language = text()
    text = text()


class FlagSchema(Answer):
    """A flag on a step."""

    id = fields.String()
    step = fields.String()
    kind = fields.String()
    waste = text()
    reason = fields.String()
    language = text()
    person = fields.Nested(SpeakerSchema)
    version = fields.Integer()
    at = Moment()


class FlagsSchema(Answer):
    """A page of the flags on a step, and how many there are of each kind on all pages."""

    items = many(FlagSchema)
    next = text()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class CountsSchema(Mapping):
    """How many comments, flags by kind and praises there are, by the id of each step that has any."""


class ReactionSchema(Answer):
    """A reaction that was given or taken back."""

    kind = fields.String()
    given = fields.Boolean()


def person_out(person: Person | Actor) -> dict[str, str]:
    """Say who said it."""
    return {"id": person.id, "name": person.name, "handle": person.handle}


def picture_out(picture: Picture) -> dict[str, Any]:
    """Say a picture; its words are those of who sent it, if any."""
    return {
        "id": picture.id, "alt": picture.alt, "width": picture.width, "height": picture.height, "type": TYPE,
        "url": f"/api/v1/pictures/{picture.id}",
    }  # fmt: skip


def comment_out(said: Said) -> dict[str, Any]:
    """Say a comment; the words of a deleted one, or of one hidden from the reader, are null."""
    c = said.comment
    return {
        "id": c.id, "step": c.step_id, "proposal": c.proposal_id, "instance": c.instance_id,
        "author": person_out(said.author),
        "text": c.text if said.readable else None, "language": c.language,
        "reply_to": c.reply_to, "version": c.version_number,
        "at": c.created_at, "edited_at": c.edited_at,
        "deleted": c.deleted_at is not None, "hidden": c.hidden_at is not None,
        "reactions": said.given, "mine": sorted(said.mine),
        "pictures": [picture_out(one) for one in said.pictures] if said.readable else [],
    }  # fmt: skip


def flag_out(flag: Flag, person: Person | Actor) -> dict[str, Any]:
    """Say a flag."""
    return {
        "id": flag.id, "step": flag.step_id, "kind": flag.kind, "waste": flag.waste, "reason": flag.reason,
        "language": flag.language, "person": person_out(person), "version": flag.version_number, "at": flag.created_at,
    }  # fmt: skip
