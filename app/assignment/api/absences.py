"""When one is away, for programs."""

from __future__ import annotations

from typing import Any

from app.assignment import actions, queries, schemas
from app.cases.api.base import blueprint
from app.kernel.http.application import current_actor, current_session


@blueprint.get("/absences")
@blueprint.response(200, schemas.AbsenceSchema(many=True))
def absences() -> list[dict[str, Any]]:
    """List when the caller is away."""
    return [_absence(row) for row in queries.absences(current_session(), current_actor().id)]


@blueprint.post("/absences")
@blueprint.arguments(schemas.AbsenceIn)
@blueprint.response(201, schemas.AbsenceSchema)
def be_away(given: dict[str, Any]) -> dict[str, Any]:
    """Say when one is away, and who does one's work meanwhile."""
    session, actor = current_session(), current_actor()
    return _absence(actions.be_away(session, actor, given["substitute"], given["begins_at"], given["ends_at"]))


@blueprint.delete("/absences/<absence_id>")
@blueprint.response(204)
def be_back(absence_id: str) -> None:
    """Take back that one is away."""
    actions.be_back(current_session(), current_actor(), absence_id)


def _absence(row: Any) -> dict[str, Any]:
    return {"id": row.id, "substitute": row.substitute_id, "begins_at": row.begins_at, "ends_at": row.ends_at}
