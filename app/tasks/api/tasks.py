"""Tasks for programs: list, look, complete, claim, release."""

from __future__ import annotations

from typing import Any

from app.cases import queries as case_queries
from app.cases import schemas as case_schemas
from app.cases.api.base import blueprint, said
from app.cases.queries.locks import lock_task
from app.kernel.api.schemas import page_of
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes
from app.tasks import actions, queries, schemas


@blueprint.get("/tasks")
@blueprint.arguments(schemas.TasksQuery, location="query")
@blueprint.response(200, page_of(case_schemas.TaskSchema))
def tasks(given: dict[str, Any]) -> dict[str, Any]:
    """List the open tasks that the caller may do, or those of one instance, oldest first."""
    session, actor = current_session(), current_actor()
    if given["instance"]:
        found = case_queries.instance(session, actor, given["instance"])
        rows = case_queries.open_rows(session, found.id)
        return {"items": case_schemas.say_instance(found, rows)["tasks"], "next": None}
    narrow = {key: given[key] for key in ("process", "lane", "q", "overdue", "for_others", "sort")}
    return queries.inbox(session, actor, given["cursor"], given["limit"], **narrow).map(case_schemas.say_task)


@blueprint.get("/tasks/<task_id>")
@blueprint.response(200, case_schemas.TaskSchema)
def task(task_id: str) -> dict[str, Any]:
    """Give a task with its form."""
    found, _ = queries.task(current_session(), current_actor(), task_id)
    return case_schemas.say_task(found)


@blueprint.post("/tasks/<task_id>/complete")
@changes("work_api.task", lock_task)
@blueprint.arguments(schemas.CompleteIn())
@blueprint.response(200, case_schemas.InstanceSchema)
def complete(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Complete a task and give the instance as it is then; 409 where it is done already."""
    return said(actions.complete(current_session(), current_actor(), task_id, given["data"]))


@blueprint.post("/tasks/<task_id>/claim")
@changes("work_api.task", lock_task)
@blueprint.response(200, case_schemas.TaskSchema)
def claim(task_id: str) -> dict[str, Any]:
    """Take a task, so that nobody else does it too."""
    return case_schemas.say_task(actions.claim(current_session(), current_actor(), task_id))


@blueprint.post("/tasks/<task_id>/release")
@changes("work_api.task", lock_task)
@blueprint.response(200, case_schemas.TaskSchema)
def release(task_id: str) -> dict[str, Any]:
    """Give a task back to everybody."""
    return case_schemas.say_task(actions.release(current_session(), current_actor(), task_id))
