"""Who does the lanes of a process, for programs."""

from __future__ import annotations

from typing import Any

from app.assignment import actions, schemas
from app.cases.api.base import blueprint
from app.catalog import queries as catalog
from app.kernel.http.application import current_actor, current_session


@blueprint.put("/processes/<key>/lanes")
@blueprint.arguments(schemas.LanesIn)
@blueprint.response(200, schemas.LanesSchema)
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
