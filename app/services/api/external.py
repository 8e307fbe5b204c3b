"""External tasks for workers: fetch and lock, extend, complete, fail, error."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import g

from app.cases.schemas import InstanceSchema, say_instance
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Unauthorized
from app.kernel.http.application import current_actor, current_session, stepwell, waits
from app.kernel.i18n import _
from app.services import actions, schemas
from app.services.api.base import blueprint

LOOK = 0.5
MOST_WAITING = 16
_waiting = threading.BoundedSemaphore(MOST_WAITING)


@blueprint.post("/external-tasks/fetch-and-lock")
@blueprint.arguments(schemas.FetchIn)
@blueprint.response(200, schemas.FetchedTasksSchema)
@waits
@transaction("own")
def fetch(given: dict[str, Any]) -> dict[str, Any]:
    """Take work by topic; nobody else gets it until the lease is over. Waits up to `wait_seconds` for some."""
    until = time.monotonic() + given["wait_seconds"]
    found = _look(given)
    with _place() as may_wait:
        while not found and may_wait and time.monotonic() < until:
            time.sleep(min(LOOK, max(0.0, until - time.monotonic())))
            found = _look(given)
    return {"items": found}


def _look(given: dict[str, Any]) -> list[dict[str, Any]]:
    """Look once, in a transaction of its own: none is open while a worker waits."""
    app = stepwell()
    with unit_of_work(app.database) as session:
        app.enter(session)
        if g.actor.is_anonymous or not g.get("by_token"):
            raise Unauthorized("SIGN_IN", _("Expected a token of a worker, but there is none. Send it as Bearer."))
        found = []
        for topic in given["topics"]:
            about = (topic["topic"], topic["limit"], topic["lock_seconds"])
            found += [schemas.say_fetched(f) for f in actions.fetch(session, g.actor, given["worker"], *about)]
        return found


@contextmanager
def _place() -> Iterator[bool]:
    """A place among those that may wait here; threads have to be left for everybody else."""
    taken = _waiting.acquire(blocking=False)
    try:
        yield taken
    finally:
        if taken:
            _waiting.release()


@blueprint.post("/external-tasks/<task_id>/extend")
@blueprint.arguments(schemas.ExtendIn)
@blueprint.response(200, schemas.HeldTaskSchema)
def extend(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Hold a task for longer, from now on."""
    row = actions.extend(current_session(), current_actor(), task_id, given["lock"], given["lock_seconds"])
    return schemas.say_held(row)


@blueprint.post("/external-tasks/<task_id>/complete")
@blueprint.arguments(schemas.DoneIn)
@blueprint.response(200, InstanceSchema)
def complete(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Say that a task is done, with what came out of it."""
    instance = actions.complete(current_session(), current_actor(), task_id, given["lock"], given["data"] or {})
    return say_instance(instance, [])


@blueprint.post("/external-tasks/<task_id>/fail")
@blueprint.arguments(schemas.FailIn)
@blueprint.response(200, schemas.FailedTaskSchema)
def fail(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Say that a task failed: it is offered again later, or becomes an incident when no attempt is left."""
    row = actions.fail(
        current_session(), current_actor(), task_id, given["lock"], given["words"], given["retries"],
        given["retry_after"],
    )  # fmt: skip
    return schemas.say_held(row) | {"retries": row.left, "state": row.state}


@blueprint.post("/external-tasks/<task_id>/error")
@blueprint.arguments(schemas.ErrorIn)
@blueprint.response(200, InstanceSchema)
def error(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Say that a task ended with an error that the model may catch."""
    instance = actions.error(
        current_session(), current_actor(), task_id, given["lock"], given["code"], given["words"], given["data"] or {}
    )
    return say_instance(instance, [])
