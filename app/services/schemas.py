"""The JSON of services: what workers send, and how tasks and incidents look to programs."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.cases.schemas import StepSchema
from app.cases.tables import Incident
from app.kernel.api.schemas import Answer, Moment, PageQuery, Strict, many, moment, text
from app.kernel.i18n import _
from app.services.actions.external import Fetched
from app.services.outcomes import LONGEST_LEASE
from app.services.queries.stopped import Looked
from app.services.tables import ServiceTask
from app.services.words import masked
from processes.expressions.failures import in_plain_words

LEASE = validate.Range(1, LONGEST_LEASE)
LOCK = validate.Length(min=1, max=40)
WORDS = validate.Length(max=2000)


class TopicIn(Strict):
    """What a worker can do, how much of it at once, and how long it may take."""

    topic = fields.String(required=True, validate=validate.Length(min=1, max=200))
    lock_seconds = fields.Integer(load_default=60, validate=LEASE)
    limit = fields.Integer(load_default=1, validate=validate.Range(1, 100))


class FetchIn(Strict):
    """A worker that asks for work, and how long it waits for some."""

    worker = fields.String(required=True, validate=validate.Length(min=1, max=200))
    topics = fields.List(fields.Nested(TopicIn), required=True, validate=validate.Length(min=1, max=20))
    wait_seconds = fields.Float(load_default=0.0, validate=validate.Range(0, 30))


class HeldIn(Strict):
    """What proves that a worker holds a task."""

    lock = fields.String(required=True, validate=LOCK)


class ExtendIn(HeldIn):
    """For how long a task is needed, from now on."""

    lock_seconds = fields.Integer(load_default=60, validate=LEASE)


class DoneIn(HeldIn):
    """What came out of a task."""

    data = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)


class FailIn(HeldIn):
    """Why a task failed, how many attempts are left, and when the next one may be made."""

    words = fields.String(required=True, validate=WORDS)
    retries = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 1000))
    retry_after = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 3600))


class ErrorIn(HeldIn):
    """The error a task ended with."""

    code = fields.String(required=True, validate=validate.Length(min=1, max=200))
    words = fields.String(load_default="", validate=WORDS)
    data = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)


class IncidentsQuery(PageQuery):
    """How a list of incidents is narrowed."""

    process = fields.String(load_default=None)
    kind = fields.String(load_default=None)
    step = fields.String(load_default=None)
    like = fields.String(load_default=None)
    instance = fields.String(load_default=None)
    closed = fields.Boolean(load_default=False)


class RetryIn(Strict):
    """Data to correct before a step is tried again."""

    data = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)


class RetryManyIn(Strict):
    """Which incidents to try again: those like one, or of a process, a step or a kind."""

    like = fields.String(load_default=None)
    process = fields.String(load_default=None)
    step = fields.String(load_default=None)
    kind = fields.String(load_default=None)

    @validates_schema
    def says_which(self, given: dict[str, Any], **_rest: Any) -> None:
        """Refuse to try everything again that anybody sees to."""
        if not (given.get("like") or given.get("process")):
            raise ValidationError(_("Expected an incident or a process, but neither is given. Say which to try again."))


class HeldTaskSchema(Answer):
    """A task that a worker holds, or held until it failed."""

    id = fields.String()
    topic = fields.String()
    worker = text()
    lock = text()
    locked_until = moment()


class FailedTaskSchema(HeldTaskSchema):
    """A task that a worker could not do: how many attempts are left, and whether it is offered again."""

    retries = fields.Integer()
    state = fields.String()


class FetchedTaskSchema(HeldTaskSchema):
    """A task for the worker that holds it now, with the data of its case."""

    instance = fields.String()
    business_key = text()
    process = fields.String()
    step = fields.Nested(StepSchema)
    attempt = fields.Integer()
    retries = fields.Integer()
    data = fields.Dict()


class FetchedTasksSchema(Answer):
    """The tasks that a worker got."""

    items = many(FetchedTaskSchema)


class IncidentSchema(Answer):
    """Something that a case cannot get over by itself."""

    id = fields.String()
    instance = fields.String()
    process = fields.String()
    step = fields.Nested(StepSchema, allow_none=True)
    kind = fields.String()
    words = fields.String()
    attempts = fields.Integer()
    opened_at = Moment()
    closed_at = moment()
    closed_by = text()


class ScriptPlaceSchema(Answer):
    """What of a script or expression could not be carried out, and the fields that it names without secrets."""

    line = fields.Integer(allow_none=True)
    text = fields.String()
    values = fields.Dict(keys=fields.String())


class LookedSchema(IncidentSchema):
    """An incident with its cause in plain words, its place in the script, and how many others are like it."""

    plain_words = fields.String()
    place = fields.Nested(ScriptPlaceSchema, allow_none=True)
    alike = fields.Integer()


class RetriedSchema(Answer):
    """How many went on, failed again at once, and could not be tried now."""

    went_on = fields.Integer()
    failed = fields.Integer()
    left = fields.Integer()


def say_fetched(fetched: Fetched) -> dict[str, Any]:
    """Give a task to the worker that holds it now."""
    row = fetched.row
    return say_held(row) | {
        "instance": fetched.instance.id,
        "business_key": fetched.instance.business_key,
        "process": fetched.process.key,
        "step": {"id": row.step_id, "name": row.step_name},
        "attempt": row.attempts,
        "retries": row.left,
        "data": fetched.data,
    }


def say_held(row: ServiceTask) -> dict[str, Any]:
    """Give what a worker needs to know of a task it has."""
    return {
        "id": row.task_id,
        "topic": row.topic,
        "worker": row.worker,
        "lock": row.lock,
        "locked_until": row.locked_until,
    }


def say_incident(row: Incident) -> dict[str, Any]:
    """Give an incident as programs see it; its process is loaded."""
    return {
        "id": row.id,
        "instance": row.instance_id,
        "process": row.process.key,
        "step": {"id": row.step_id, "name": row.step_name} if row.step_id else None,
        "kind": row.kind,
        "words": row.words,
        "attempts": row.attempts,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "closed_by": row.closed_by,
    }


def say_looked(looked: Looked) -> dict[str, Any]:
    """Give an incident as programs see it that mend it."""
    place, row = looked.place, looked.incident
    told = place is not None and (place.text or place.script)
    return say_incident(row) | {
        "plain_words": in_plain_words(row.words),
        "place": {
            "line": place.line or None, "text": place.text,
            "values": {name: masked(name, value) for name, value in place.values},
        } if place is not None and told else None,
        "alike": looked.others,
    }  # fmt: skip
