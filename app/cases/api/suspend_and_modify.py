"""What ops do to a case by hand, for programs: suspend, resume, move."""

from __future__ import annotations

from typing import Any

from app.cases import actions, queries, schemas
from app.cases.api.base import blueprint, said
from app.cases.policy import Cases
from app.cases.queries.locks import lock_instance
from app.kernel import policy
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes


@blueprint.post("/instances/<instance_id>/suspend")
@changes("work_api.instance", lock_instance)
@blueprint.arguments(schemas.ReasonIn)
@blueprint.response(200, schemas.InstanceSchema)
def suspend(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """Let a case rest: nothing is done in it until it is resumed; ops only, with a reason."""
    return said(actions.suspend(current_session(), current_actor(), instance_id, given["reason"]))


@blueprint.post("/instances/<instance_id>/resume")
@changes("work_api.instance", lock_instance)
@blueprint.arguments(schemas.ResumeIn)
@blueprint.response(200, schemas.InstanceSchema)
def resume(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """Let a suspended case go on; it catches up with what came in the meantime."""
    return said(actions.resume(current_session(), current_actor(), instance_id, given["reason"]))


@blueprint.get("/instances/<instance_id>/movable")
@blueprint.response(200, schemas.MovableSchema(many=True))
def movable(instance_id: str) -> list[dict[str, Any]]:
    """Give the places where a case stands that can be left by hand, and the steps that each can go to."""
    session, actor = current_session(), current_actor()
    found = queries.instance(session, actor, instance_id)
    policy.require(actor, Cases.OPERATE, found.process)
    return [
        {
            "task": place.task_id,
            "step": {"id": place.step_id, "name": place.step_name},
            "targets": [{"id": step, "name": name} for step, name in place.targets],
        }
        for place in queries.movable(found)
    ]


@blueprint.post("/instances/<instance_id>/move")
@changes("work_api.instance", lock_instance)
@blueprint.arguments(schemas.MoveIn)
@blueprint.response(200, schemas.InstanceSchema)
def move(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """Take the work of a case from where it stands to another step; ops only, with a reason that is kept."""
    session, actor = current_session(), current_actor()
    return said(actions.move(session, actor, instance_id, given["task"], given["to"], given["reason"]))
