"""Instances for programs: look, cancel, retry."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.cases import actions, queries, schemas
from app.cases.api.base import blueprint, said
from app.cases.queries.locks import lock_instance
from app.kernel.api.schemas import PageQuery, page_of
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes


class CasesQuery(schemas.InstancesQuery):
    """How the list of cases is narrowed and ordered."""

    state = fields.String(load_default=None, validate=validate.OneOf(schemas.STATES))
    unit = fields.String(load_default=None, validate=validate.Length(max=255))
    step = fields.String(load_default=None, validate=validate.Length(max=255))
    mine = fields.Boolean(load_default=False)
    overdue = fields.Boolean(load_default=False)
    sort = fields.String(load_default="newest", validate=validate.OneOf(["newest", "oldest", "due"]))


@blueprint.get("/instances")
@blueprint.arguments(CasesQuery, location="query")
@blueprint.response(200, page_of(schemas.ListedInstanceSchema))
def instances(given: dict[str, Any]) -> dict[str, Any]:
    """List instances, newest first, with the steps where they stand but without their tasks."""
    session = current_session()
    found = queries.instances(session, current_actor(), **given)
    now_at = queries.places(session, [instance.id for instance in found.items])
    return found.map(lambda instance: _listed(instance, now_at.get(instance.id, [])))


def _listed(instance: Any, places: list[Any]) -> dict[str, Any]:
    steps = [
        {"id": place.step_id, "name": place.name, "since": place.since, "due_at": place.due_at} for place in places
    ]
    late = any(place.late for place in places)
    return {**schemas.say_instance(instance, []), "steps": steps, "overdue": late}


@blueprint.get("/instances/<instance_id>")
@blueprint.response(200, schemas.InstanceSchema)
def instance(instance_id: str) -> dict[str, Any]:
    """Give an instance with its data and open tasks."""
    return said(queries.instance(current_session(), current_actor(), instance_id))


class HistoryQuery(PageQuery):
    """How far the history of a case is read."""

    limit = fields.Integer(load_default=2000, validate=validate.Range(1, 2000))


@blueprint.get("/instances/<instance_id>/history")
@blueprint.arguments(HistoryQuery, location="query")
@blueprint.response(200, page_of(schemas.EventSchema))
def history(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """Give what happened in an instance, oldest first."""
    session = current_session()
    found = queries.instance(session, current_actor(), instance_id)
    return queries.history_page(session, found.id, given["cursor"], given["limit"]).map(schemas.say_event)


@blueprint.post("/instances/<instance_id>/cancel")
@changes("work_api.instance", lock_instance)
@blueprint.arguments(schemas.CancelIn)
@blueprint.response(200, schemas.InstanceSchema)
def cancel(given: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """Cancel an instance, with a reason."""
    return said(actions.cancel(current_session(), current_actor(), instance_id, given["reason"]))


@blueprint.post("/instances/<instance_id>/retry")
@changes("work_api.instance", lock_instance)
@blueprint.response(200, schemas.InstanceSchema)
def retry(instance_id: str) -> dict[str, Any]:
    """Let a failed instance try again."""
    return said(actions.retry(current_session(), current_actor(), instance_id))
