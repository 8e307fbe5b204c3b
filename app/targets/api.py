"""Targets for programs: where a process is delivered, what came of it, once more."""

from __future__ import annotations

from typing import Any

from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.api.blueprint import Blueprint
from app.kernel.http.application import current_actor, current_session
from app.services import queries as services
from app.targets import actions, queries, schemas
from app.targets.policy import Targets
from app.targets.tables import Target

blueprint = Blueprint("targets_api", __name__, url_prefix="/api/v1", description="Where versions are delivered")


@blueprint.get("/processes/<key>/targets")
@blueprint.response(200, schemas.TargetsSchema)
def targets(key: str) -> dict[str, Any]:
    """List where each version of a process is delivered, with the last deliveries."""
    process = _seen_to(key)
    return {"items": [schemas.say_target(one) for one in queries.of_process(current_session(), process.id)]}


@blueprint.post("/processes/<key>/targets")
@blueprint.arguments(schemas.TargetIn)
@blueprint.response(201, schemas.TargetSchema)
def add(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Have each version that goes live from now on delivered to a place."""
    session, process = current_session(), _seen_to(key)
    named = {row.name: row.id for row in services.connectors(session)}
    connector = given.pop("connector")
    wanted = actions.Wanted(connector=named.get(connector, connector), **given)
    return _said(actions.add(session, current_actor(), process, wanted))


@blueprint.delete("/targets/<target_id>")
@blueprint.response(204)
def remove(target_id: str) -> None:
    """Deliver nothing there any more; what is there stays."""
    session, actor = current_session(), current_actor()
    target, process = queries.target(session, actor, target_id)
    actions.remove(session, actor, target, process)


@blueprint.post("/targets/<target_id>/deliver")
@blueprint.response(202, schemas.TargetSchema)
def deliver(target_id: str) -> dict[str, Any]:
    """Deliver the live version now."""
    session, actor = current_session(), current_actor()
    target, process = queries.target(session, actor, target_id)
    actions.deliver_live(session, actor, target, process)
    return _said(target)


@blueprint.post("/deliveries/<delivery_id>/retry")
@blueprint.response(202, schemas.DeliverySchema)
def retry(delivery_id: str) -> dict[str, Any]:
    """Try a delivery that failed again."""
    session, actor = current_session(), current_actor()
    delivery, target, process = queries.delivery(session, actor, delivery_id, lock=True)
    actions.deliver_again(session, actor, delivery, target, process)
    return schemas.say_delivery(delivery, [])


def _seen_to(key: str) -> Process:
    process = catalog.process_by_key(current_session(), current_actor(), key)
    policy.require(current_actor(), Targets.VIEW, process)
    return process


def _said(target: Target) -> dict[str, Any]:
    session = current_session()
    session.flush()
    found = next(one for one in queries.of_process(session, target.process_id) if one.target.id == target.id)
    return schemas.say_target(found)
