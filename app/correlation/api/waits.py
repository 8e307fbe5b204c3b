"""What an instance waits for, for programs: timers, messages, and the cases it has called."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases import schemas as case_schemas
from app.cases.api.base import blueprint, said
from app.cases.queries.locks import lock_instance
from app.correlation import queries, schemas
from app.kernel.api.schemas import PageQuery, page_of
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes


@blueprint.get("/instances/<instance_id>/waits")
@blueprint.response(200, schemas.WaitsSchema)
def waits(instance_id: str) -> dict[str, Any]:
    """Give what an instance waits for, the cases it has called, and the one that called it."""
    session, actor = current_session(), current_actor()
    found = case_queries.instance(session, actor, instance_id)
    caller, called = case_queries.caller_of(session, actor, found), case_queries.called(session, actor, found)
    return {
        "timers": [
            {"task": t.task_id, "step": t.step_id, "due_at": t.due_at, "held": bool(t.held)}
            for t in case_queries.timers_of(session, found.id)
        ],
        "messages": [
            {"task": s.task_id, "step": s.step_id, "kind": s.kind, "name": s.name, "correlation": s.correlation}
            for s in queries.messages_awaited(session, found.id)
        ],
        "called": [_say(*one) for one in called.items],
        "called_next": called.next,
        "caller": {"id": caller[0].id, "process": caller[1].key, "task": found.parent_task_id} if caller else None,
    }


class CalledQuery(PageQuery):
    """Which part of the called cases to give."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 1000))


@blueprint.get("/instances/<instance_id>/called")
@blueprint.arguments(CalledQuery, location="query")
@blueprint.response(200, page_of(schemas.CalledCaseSchema))
def called(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """List the cases that an instance has called, oldest first."""
    session, actor = current_session(), current_actor()
    found = case_queries.called(session, actor, case_queries.instance(session, actor, instance_id), **given)
    return found.map(lambda one: _say(*one))


def _say(child: Any, process: Any) -> dict[str, Any]:
    return {"id": child.id, "task": child.parent_task_id, "process": process.key, "state": child.state}


@blueprint.post("/instances/<instance_id>/timers/<task_id>/fire")
@changes("work_api.instance", lock_instance)
@blueprint.arguments(case_schemas.ReasonIn)
@blueprint.response(200, case_schemas.InstanceSchema)
def fire(given: dict[str, Any], instance_id: str, task_id: str) -> dict[str, Any]:
    """Let a timer fire now; ops only, with a reason."""
    return said(case_actions.fire_now(current_session(), current_actor(), instance_id, task_id, given["reason"]))


@blueprint.post("/instances/<instance_id>/timers/<task_id>/cancel")
@changes("work_api.instance", lock_instance)
@blueprint.arguments(case_schemas.ReasonIn)
@blueprint.response(200, case_schemas.InstanceSchema)
def cancel_timer(given: dict[str, Any], instance_id: str, task_id: str) -> dict[str, Any]:
    """Do without a timer; ops only, with a reason; 409 where nothing else would bring the case on."""
    return said(case_actions.cancel_timer(current_session(), current_actor(), instance_id, task_id, given["reason"]))
