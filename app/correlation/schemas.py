"""The JSON of messages and signals, and of what waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate

from app.correlation.tables import Message
from app.kernel.api.schemas import Answer, Moment, Strict, many, moment, text
from app.kernel.i18n import _
from app.kernel.times import clock
from processes.schedule import timers


class MessageSchema(Answer):
    """What became of a message: its receiver where the sender may see that case, or until when it is kept."""

    id = fields.String()
    delivered_to = text()
    state = fields.String()
    kept_until = moment()


class SignalSchema(Answer):
    """A signal that was sent."""

    id = fields.String()


class TimerSchema(Answer):
    """A timer that a case waits for."""

    task = fields.String()
    step = fields.String()
    due_at = Moment()
    held = fields.Boolean()


class AwaitedSchema(Answer):
    """A message or signal that a case waits for."""

    task = fields.String()
    step = fields.String()
    kind = fields.String()
    name = fields.String()
    correlation = fields.Dict()


class CalledCaseSchema(Answer):
    """A case that another one has called."""

    id = fields.String()
    task = text()
    process = fields.String()
    state = fields.String()


class CallerSchema(Answer):
    """The case that called this one, and its task."""

    id = fields.String()
    process = fields.String()
    task = text()


class WaitsSchema(Answer):
    """What a case waits for, the cases it has called, and the one that called it."""

    timers = many(TimerSchema)
    messages = many(AwaitedSchema)
    called = many(CalledCaseSchema)
    called_next = text()
    caller = fields.Nested(CallerSchema, allow_none=True)


def say_message(message: Message, *, receiver_shown: bool) -> dict[str, Any]:
    """Give a message as its sender sees it: who has it, if they may see that case, or until when it waits."""
    return {
        "id": message.id,
        "delivered_to": message.delivered_to if receiver_shown else None,
        "state": message.state,
        "kept_until": message.expires_at if message.state == "waiting" else None,
    }


class Span(fields.Field[timedelta]):
    """A length of time as ISO 8601 writes it, such as PT10M or P2D."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> timedelta:
        now = clock.now()
        try:
            due = timers.first_due("timeDuration", value if isinstance(value, str) else "", now)
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("Expected a length of time such as PT10M or P2D.")) from error
        return due.at - now


class MessageIn(Strict):
    """A message from outside."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=255))
    correlation = fields.Dict(keys=fields.String(), load_default=dict, validate=validate.Length(max=30))
    data = fields.Dict(keys=fields.String(), load_default=dict)
    expires = Span(load_default=None, allow_none=True)


class SignalIn(Strict):
    """A signal from outside."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=255))
    data = fields.Dict(keys=fields.String(), load_default=dict)
