"""Incidents for programs: list, try again."""

from __future__ import annotations

from typing import Any

from app.cases import actions, queries
from app.kernel.api.schemas import page_of
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes, tagged_as
from app.services import schemas
from app.services.api.base import blueprint, lock_incident
from app.services.queries.stopped import look_into


@blueprint.get("/incidents")
@blueprint.arguments(schemas.IncidentsQuery, location="query")
@blueprint.response(200, page_of(schemas.IncidentSchema))
def incidents(given: dict[str, Any]) -> dict[str, Any]:
    """List the incidents that the caller sees to, newest first; open ones only unless `closed`."""
    return queries.incidents(current_session(), current_actor(), **given).map(schemas.say_incident)


@blueprint.get("/incidents/<incident_id>")
@blueprint.response(200, schemas.LookedSchema)
def incident(incident_id: str) -> dict[str, Any]:
    """Give an incident: why it stopped, where in its script, with which values, and how many are like it.

    Its ETag is that of the incident and its case: what others like it do meanwhile keeps nobody from a retry.
    """
    session, actor = current_session(), current_actor()
    row = queries.incident(session, actor, incident_id)
    tagged_as(f"{row.id}-{row.attempts}-{row.closed_at is None}-{row.instance.row_version}")
    (looked,) = look_into(session, actor, queries.instance(session, actor, row.instance_id), [row])
    return schemas.say_looked(looked)


@blueprint.post("/incidents/retry")
@blueprint.arguments(schemas.RetryManyIn)
@blueprint.response(200, schemas.RetriedSchema)
def retry_many(given: dict[str, Any]) -> dict[str, Any]:
    """Try the newest incidents of a kind again, at most a hundred, each apart; the others go on where one fails."""
    session, actor = current_session(), current_actor()
    rows = queries.incidents(session, actor, None, actions.MOST_AT_ONCE, **given).items
    found = actions.retry_incidents(session, actor, rows)
    return {"went_on": found.went_on, "failed": found.failed, "left": found.left}


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
