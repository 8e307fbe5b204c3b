"""Work for programs: start, look, complete, cancel, send messages."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from app.catalog import queries as catalog
from app.kernel.web import current_actor, current_session
from app.work import actions, queries, schemas

blueprint = Blueprint("work_api", __name__, url_prefix="/api/v1", description="Instances and tasks")


def _said(instance: Any) -> dict[str, Any]:
    session = current_session()
    session.flush()
    tasks = queries.open_tasks(session, instance.id) if instance.state in ("running", "failed") else []
    return schemas.say_instance(instance, tasks)


@blueprint.post("/processes/<key>/instances")
@blueprint.arguments(schemas.StartIn)
@blueprint.response(201)
def start(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Start an instance of the live version."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    return _said(actions.start(session, actor, process, given["data"], given["business_key"]))


@blueprint.get("/instances")
@blueprint.arguments(schemas.InstancesQuery, location="query")
@blueprint.response(200)
def instances(given: dict[str, Any]) -> dict[str, Any]:
    """List instances, newest first, without their tasks."""
    found = queries.instances(current_session(), current_actor(), **given)
    return found.map(lambda instance: schemas.say_instance(instance, []))


@blueprint.get("/instances/<instance_id>")
@blueprint.response(200)
def instance(instance_id: str) -> dict[str, Any]:
    """Give an instance with its data and open tasks."""
    return _said(queries.instance(current_session(), current_actor(), instance_id))


@blueprint.get("/instances/<instance_id>/history")
@blueprint.response(200)
def history(instance_id: str) -> dict[str, Any]:
    """Give what happened in an instance, oldest first."""
    session = current_session()
    found = queries.instance(session, current_actor(), instance_id)
    return {"items": [schemas.say_event(event) for event in queries.history(session, found.id)], "next": None}


@blueprint.post("/instances/<instance_id>/cancel")
@blueprint.arguments(schemas.CancelIn)
@blueprint.response(200)
def cancel(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """Cancel an instance, with a reason."""
    return _said(actions.cancel(current_session(), current_actor(), instance_id, given["reason"]))


@blueprint.post("/instances/<instance_id>/retry")
@blueprint.response(200)
def retry(instance_id: str) -> dict[str, Any]:
    """Let a failed instance try again."""
    return _said(actions.retry(current_session(), current_actor(), instance_id))


@blueprint.get("/tasks")
@blueprint.arguments(schemas.TasksQuery, location="query")
@blueprint.response(200)
def tasks(given: dict[str, Any]) -> dict[str, Any]:
    """List the open tasks that the caller may do, or those of one instance, oldest first."""
    session, actor = current_session(), current_actor()
    if given["instance"]:
        found = queries.instance(session, actor, given["instance"])
        rows = queries.open_tasks(session, found.id)
        return {"items": schemas.say_instance(found, rows)["tasks"], "next": None}
    narrow = {key: given[key] for key in ("process", "lane")}
    return queries.inbox(session, actor, given["cursor"], given["limit"], **narrow).map(schemas.say_task)


@blueprint.get("/tasks/<task_id>")
@blueprint.response(200)
def task(task_id: str) -> dict[str, Any]:
    """Give a task with its form."""
    found, _ = queries.task(current_session(), current_actor(), task_id)
    return schemas.say_task(found)


@blueprint.post("/tasks/<task_id>/complete")
@blueprint.arguments(schemas.CompleteIn)
@blueprint.response(200)
def complete(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Complete a task and give the instance as it is then; 409 where it is done already."""
    return _said(actions.complete(current_session(), current_actor(), task_id, given["data"]))


@blueprint.post("/tasks/<task_id>/claim")
@blueprint.response(200)
def claim(task_id: str) -> dict[str, Any]:
    """Take a task, so that nobody else does it too."""
    return schemas.say_task(actions.claim(current_session(), current_actor(), task_id))


@blueprint.post("/tasks/<task_id>/release")
@blueprint.response(200)
def release(task_id: str) -> dict[str, Any]:
    """Give a task back to everybody."""
    return schemas.say_task(actions.release(current_session(), current_actor(), task_id))


@blueprint.post("/messages")
@blueprint.arguments(schemas.MessageIn)
@blueprint.response(202)
def message(given: dict[str, Any]) -> dict[str, Any]:
    """Send a message; it goes to one receiver, or to none."""
    session, actor = current_session(), current_actor()
    return {"delivered_to": actions.send(session, actor, given["name"], given["correlation"], given["data"])}


@blueprint.put("/processes/<key>/lanes")
@blueprint.arguments(schemas.LanesIn)
@blueprint.response(200)
def lanes(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Say who does the lanes of a process."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    rows = actions.map_lanes(session, actor, process, given["lanes"])
    return {
        "lanes": [
            {"lane": r.lane, "unit_id": r.unit_id, "role": r.role, "group_id": r.group_id, "person_id": r.person_id}
            for r in rows
        ]
    }
