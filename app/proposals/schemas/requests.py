"""The JSON that comes in for proposals, strictly."""

from __future__ import annotations

from typing import Any

from flask_smorest import Api
from marshmallow import EXCLUDE, INCLUDE, Schema, fields, validate

from app.ballots.schemas.by_method import takes_one
from app.catalog.takeaway.answers import FORMATS
from app.kernel.api.schemas import Strict
from app.kernel.times import moments
from app.proposals.events import STATES
from processes.change import KINDS

OPERATIONS_IN = ("OperationsIn", "ProposalIn", "ReviseIn")
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


class EffectIn(Strict):
    """What something should save: hours, or money by its currency; once, or a case, month or year."""

    amount = fields.Float(required=True)
    unit = fields.String(load_default="hours")
    per = fields.String(load_default="month")


class InWordsIn(Strict):
    """What is proposed that no diagram shows: what would be done, what it should save, by which day."""

    what = fields.String(required=True, validate=validate.Length(max=1000))
    effect = fields.Nested(EffectIn, load_default=None, allow_none=True)
    by = fields.String(load_default=None, allow_none=True)


class OperationsIn(Strict):
    """Operations to try."""

    operations = _operations()


class ReviseIn(OperationsIn):
    """Operations of a new revision, and its title and reason where they change; `revision` is the one it follows."""

    title = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=1000))
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=20_000))
    in_words = fields.Nested(InWordsIn, load_default=None, allow_none=True)
    revision = _read()


class ReadIn(Schema):
    """Which revision somebody read before they acted on it."""

    class Meta:
        """Other fields are let pass, as they were before this one was known."""

        unknown = EXCLUDE

    revision = _read()
    live_version = _seen()


class ProposalIn(Strict):
    """A new proposal; `answers` is the id of the one that it is made against."""

    title = fields.String(required=True, validate=validate.Length(max=1000))
    reason = fields.String(required=True, validate=validate.Length(max=20_000))
    operations = _operations()
    answers = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=100))
    in_words = fields.Nested(InWordsIn, load_default=None, allow_none=True)


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


class SayDoneIn(Strict):
    """Since which day it is done, and how."""

    on = fields.Date(required=True)
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


class DiffQuery(Strict):
    """In which format to say what changes; left out, by the Accept of the request."""

    format = fields.String(load_default=None, validate=validate.OneOf([*FORMATS.values()]))


class ListQuery(Strict):
    """Which proposals to list."""

    state = fields.String(load_default="", validate=validate.OneOf(["", "open", "ended", *STATES]))
    process = fields.String(load_default="")
    needs_me = fields.Boolean(load_default=False)
    q = fields.String(load_default="")
    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=25, validate=validate.Range(1, 200))


def describe_votes(api: Api) -> None:
    """Say what can be sent as a vote, method by method."""
    takes_one(api, "VoteIn", lambda method: method.selection_schema)


def describe_operations(api: Api) -> None:
    """Say what an operation is, kind by kind."""
    schemas = api.spec.components.schemas
    schemas["Operation"] = {"oneOf": [kind.schema() for kind in KINDS.values()]}
    for name in OPERATIONS_IN:
        schemas[name]["properties"]["operations"]["items"] = {"$ref": "#/components/schemas/Operation"}
