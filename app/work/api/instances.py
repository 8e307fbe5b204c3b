"""Instances for programs: start, look, cancel, retry."""

from __future__ import annotations

from typing import Any

from app.catalog import queries as catalog
from app.kernel.web import current_actor, current_session
from app.work import actions, queries, schemas
from app.work.api.base import blueprint, said


@blueprint.post("/processes/<key>/instances")
@blueprint.arguments(schemas.StartIn)
@blueprint.response(201)
def start(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Start an instance of the live version."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    data = given["data"] or {}
    return said(actions.start_filled(session, actor, process, data, given["business_key"], whole=False))


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
    return said(queries.instance(current_session(), current_actor(), instance_id))


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
    return said(actions.cancel(current_session(), current_actor(), instance_id, given["reason"]))


@blueprint.post("/instances/<instance_id>/retry")
@blueprint.response(200)
def retry(instance_id: str) -> dict[str, Any]:
    """Let a failed instance try again."""
    return said(actions.retry(current_session(), current_actor(), instance_id))
