"""Messages and signals from outside."""

from __future__ import annotations

from typing import Any

from app.cases.api.base import blueprint
from app.correlation import actions, schemas
from app.correlation.queries.messages import is_shown
from app.kernel.http.application import current_actor, current_session


@blueprint.post("/messages")
@blueprint.arguments(schemas.MessageIn)
@blueprint.response(202, schemas.MessageSchema)
def message(given: dict[str, Any]) -> dict[str, Any]:
    """Send a message: to one receiver, else it starts a case, else it is kept until somebody waits or it expires."""
    session, actor = current_session(), current_actor()
    sent = actions.send(session, actor, given["name"], given["correlation"], given["data"], given["expires"])
    return schemas.say_message(sent, receiver_shown=actor.is_internal or is_shown(session, actor, sent))


@blueprint.post("/signals")
@blueprint.arguments(schemas.SignalIn)
@blueprint.response(202, schemas.SignalSchema)
def signal(given: dict[str, Any]) -> dict[str, Any]:
    """Send a signal: to all that wait for it now, and to the processes that start by it."""
    return {"id": actions.send_signal(current_session(), current_actor(), given["name"], given["data"]).id}
