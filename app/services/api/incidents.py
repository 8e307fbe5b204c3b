"""Incidents for programs: list, try again."""

from __future__ import annotations

from typing import Any

from app.cases import actions, queries
from app.kernel.api.schemas import page_of
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes
from app.services import schemas
from app.services.api.base import blueprint, lock_incident


@blueprint.get("/incidents")
@blueprint.arguments(schemas.IncidentsQuery, location="query")
@blueprint.response(200, page_of(schemas.IncidentSchema))
def incidents(given: dict[str, Any]) -> dict[str, Any]:
    """List the incidents that the caller sees to, newest first; open ones only unless `closed`."""
    return queries.incidents(current_session(), current_actor(), **given).map(schemas.say_incident)


@blueprint.get("/incidents/<incident_id>")
@blueprint.response(200, schemas.IncidentSchema)
def incident(incident_id: str) -> dict[str, Any]:
    """Give an incident."""
    return schemas.say_incident(queries.incident(current_session(), current_actor(), incident_id))


@blueprint.post("/incidents/<incident_id>/retry")
@changes("services_api.incident", lock_incident)
@blueprint.arguments(schemas.RetryIn)
@blueprint.response(200, schemas.IncidentSchema)
def retry(given: dict[str, Any], incident_id: str) -> dict[str, Any]:
    """Try the step again, with corrected data where given; the incident stays open if it fails again."""
    session = current_session()
    row = actions.retry_incident(session, current_actor(), incident_id, given["data"])
    session.flush()
    return schemas.say_incident(row)
