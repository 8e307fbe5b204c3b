"""What an instance waits for, for programs: timers, messages, and the cases it has called."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.kernel.preconditions import changes
from app.kernel.schemas import page_of
from app.kernel.web import current_actor, current_session
from app.work import actions, queries, schemas
from app.work.api.base import blueprint, said
from app.work.queries.locks import lock_instance


@blueprint.get("/instances/<instance_id>/waits")
@blueprint.response(200, schemas.WaitsSchema)
def waits(instance_id: str) -> dict[str, Any]:
    """Give what an instance waits for, the cases it has called, and the one that called it."""
    session, actor = current_session(), current_actor()
    found = queries.instance(session, actor, instance_id)
    caller, called = queries.caller_of(session, actor, found), queries.called(session, actor, found)
    return {
        "timers": [
            {"task": t.task_id, "step": t.step_id, "due_at": t.due_at, "held": bool(t.held)}
            for t in queries.timers_of(session, found.id)
        ],
        "messages": [
            {"task": s.task_id, "step": s.step_id, "kind": s.kind, "name": s.name, "correlation": s.correlation}
            for s in queries.messages_awaited(session, found.id)
        ],
        "called": [_say(*one) for one in called.items],
        "called_next": called.next,
        "caller": {"id": caller[0].id, "process": caller[1].key, "task": found.parent_task_id} if caller else None,
    }


class CalledQuery(schemas.PageQuery):
    """Which part of the called cases to give."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 1000))


@blueprint.get("/instances/<instance_id>/called")
@blueprint.arguments(CalledQuery, location="query")
@blueprint.response(200, page_of(schemas.CalledCaseSchema))
def called(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """List the cases that an instance has called, oldest first."""
    session, actor = current_session(), current_actor()
    found = queries.called(session, actor, queries.instance(session, actor, instance_id), **given)
    return found.map(lambda one: _say(*one))


def _say(child: Any, process: Any) -> dict[str, Any]:
    return {"id": child.id, "task": child.parent_task_id, "process": process.key, "state": child.state}


@blueprint.post("/instances/<instance_id>/timers/<task_id>/fire")
@changes("work_api.instance", lock_instance)
@blueprint.arguments(schemas.ReasonIn)
@blueprint.response(200, schemas.InstanceSchema)
def fire(given: dict[str, Any], instance_id: str, task_id: str) -> dict[str, Any]:
    """Let a timer fire now; ops only, with a reason."""
    return said(actions.fire_now(current_session(), current_actor(), instance_id, task_id, given["reason"]))


@blueprint.post("/instances/<instance_id>/timers/<task_id>/cancel")
@changes("work_api.instance", lock_instance)
@blueprint.arguments(schemas.ReasonIn)
@blueprint.response(200, schemas.InstanceSchema)
def cancel_timer(given: dict[str, Any], instance_id: str, task_id: str) -> dict[str, Any]:
    """Do without a timer; ops only, with a reason; 409 where nothing else would bring the case on."""
    return said(actions.cancel_timer(current_session(), current_actor(), instance_id, task_id, given["reason"]))
