"""Messages from outside."""

from __future__ import annotations

from typing import Any

from app.kernel.web import current_actor, current_session
from app.work import actions, schemas
from app.work.api.base import blueprint


@blueprint.post("/messages")
@blueprint.arguments(schemas.MessageIn)
@blueprint.response(202)
def message(given: dict[str, Any]) -> dict[str, Any]:
    """Send a message; it goes to one receiver, or to none."""
    session, actor = current_session(), current_actor()
    return {"delivered_to": actions.send(session, actor, given["name"], given["correlation"], given["data"])}
