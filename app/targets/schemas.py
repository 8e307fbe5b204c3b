"""What the API of targets takes and gives."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.kernel.api.schemas import Answer, Moment, Strict, many, moment, text
from app.targets.kinds import KINDS
from app.targets.queries import Shown
from app.targets.tables import Delivery, DeliveryAttempt


class TargetIn(Strict):
    """A place to deliver to; `connector` is the name of one, by which it is reached."""

    kind = fields.String(required=True, validate=validate.OneOf([*KINDS]))
    connector = fields.String(load_default="", validate=validate.Length(max=80))
    place = fields.String(load_default="", validate=validate.Length(max=500))
    branch = fields.String(load_default="", validate=validate.Length(max=200))
    folder = fields.String(load_default="", validate=validate.Length(max=300))


class AttemptSchema(Answer):
    """One attempt to deliver."""

    number = fields.Integer()
    at = Moment()
    outcome = fields.String()
    words = fields.String()


class DeliverySchema(Answer):
    """A version on its way to a target: waiting, done, failed or overtaken by a newer one."""

    id = fields.String()
    version = fields.Integer()
    state = fields.String()
    words = fields.String()
    receipt = fields.String()
    created_at = Moment()
    closed_at = moment()
    attempts = many(AttemptSchema)


class TargetSchema(Answer):
    """A place that gets each version that goes live, with what was delivered there last, newest first."""

    id = fields.String()
    kind = fields.String()
    connector = text()
    place = fields.String()
    branch = fields.String()
    folder = fields.String()
    deliveries = many(DeliverySchema)


class TargetsSchema(Answer):
    """The targets of a process."""

    items = many(TargetSchema)


def say_target(shown: Shown) -> dict[str, Any]:
    """Give a target as programs see it."""
    target = shown.target
    return {
        "id": target.id, "kind": target.kind, "connector": shown.connector.name if shown.connector else None,
        "place": target.place, "branch": target.branch, "folder": target.folder,
        "deliveries": [say_delivery(one, shown.attempts.get(one.id, [])) for one in shown.deliveries],
    }  # fmt: skip


def say_delivery(one: Delivery, attempts: list[DeliveryAttempt]) -> dict[str, Any]:
    """Give a delivery as programs see it."""
    return {
        "id": one.id, "version": one.number, "state": one.state, "words": one.words, "receipt": one.receipt,
        "created_at": one.created_at, "closed_at": one.closed_at,
        "attempts": [{"number": a.number, "at": a.at, "outcome": a.outcome, "words": a.words} for a in attempts],
    }  # fmt: skip
