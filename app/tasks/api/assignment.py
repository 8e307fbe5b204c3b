"""Who does a task until when, for programs: assign, delegate, due, priority, many at once."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.cases import schemas as case_schemas
from app.cases.api.base import blueprint
from app.cases.queries.locks import lock_task
from app.kernel.api.schemas import Strict
from app.kernel.db.transactions import transaction
from app.kernel.http.application import current_actor, current_session, stepwell
from app.kernel.http.preconditions import changes
from app.tasks import actions, schemas

NOTE = validate.Length(max=1000)
SMALL = validate.Range(-1000, 1000)


class AssigneeIn(Strict):
    """Who gets a task; null for everybody who does it."""

    person = fields.String(required=True, allow_none=True, validate=validate.Length(max=26))


class DelegateIn(Strict):
    """To whom a task is handed, and a note; without a person it goes back to who delegated it."""

    person = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=26))
    note = fields.String(load_default="", validate=NOTE)


class DueIn(Strict):
    """A date, a moment or a length of time; null for none."""

    due = fields.String(required=True, allow_none=True, validate=validate.Length(max=40))


class PriorityIn(Strict):
    """How urgent a task is."""

    priority = fields.Integer(required=True, strict=True, validate=SMALL)


class BulkIn(Strict):
    """What to do with which tasks."""

    act = fields.String(required=True, validate=validate.OneOf(["claim", "release", "assign", "delegate", "complete"]))
    tasks = fields.List(
        fields.String(validate=validate.Length(max=40)), required=True, validate=validate.Length(1, 100)
    )
    data = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)
    person = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=26))


@blueprint.put("/tasks/<task_id>/assignee")
@changes("work_api.task", lock_task)
@blueprint.arguments(AssigneeIn)
@blueprint.response(200, case_schemas.TaskSchema)
def assignee(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Give a task to a person who may do it, or to all of them again; managers, ops and the owner."""
    return case_schemas.say_task(actions.assign(current_session(), current_actor(), task_id, given["person"]))


@blueprint.post("/tasks/<task_id>/delegate")
@changes("work_api.task", lock_task)
@blueprint.arguments(DelegateIn)
@blueprint.response(200, case_schemas.TaskSchema)
def delegate(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Hand a task to a colleague who may do it, or back to who handed it over."""
    session, actor = current_session(), current_actor()
    if given["person"] is None:
        return case_schemas.say_task(actions.give_back(session, actor, task_id, given["note"]))
    return case_schemas.say_task(actions.delegate(session, actor, task_id, given["person"], given["note"]))


@blueprint.put("/tasks/<task_id>/due")
@changes("work_api.task", lock_task)
@blueprint.arguments(DueIn)
@blueprint.response(200, case_schemas.TaskSchema)
def due(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Say until when a task is to be done."""
    return case_schemas.say_task(actions.set_due(current_session(), current_actor(), task_id, given["due"]))


@blueprint.put("/tasks/<task_id>/priority")
@changes("work_api.task", lock_task)
@blueprint.arguments(PriorityIn)
@blueprint.response(200, case_schemas.TaskSchema)
def priority(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Say how urgent a task is, from 0 to 100."""
    return case_schemas.say_task(actions.set_priority(current_session(), current_actor(), task_id, given["priority"]))


@blueprint.post("/tasks/bulk")
@blueprint.arguments(BulkIn)
@blueprint.response(200, schemas.BulkSchema)
@transaction("own")
def bulk(given: dict[str, Any]) -> dict[str, Any]:
    """Do the same with many tasks, each by itself; the answer says of each what became of it.

    Scripts of all of them have ten seconds together; what is left then has the code LATER.
    """
    database, actor = stepwell().database, current_actor()
    done = actions.in_bulk(database, actor, given["act"], given["tasks"], data=given["data"], person_id=given["person"])
    return {
        "done": sum(not one.code for one in done),
        "results": [{"task": one.task_id, "code": one.code or None, "words": one.words or None} for one in done],
    }
