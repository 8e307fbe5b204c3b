"""Drafts of forms, and files sent for them, for programs."""

from __future__ import annotations

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import fields

from app.cases.api.base import blueprint
from app.cases.queries.locks import lock_task
from app.kernel.api.schemas import Strict
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes
from app.kernel.i18n import _
from app.kernel.rate_limits import limiter
from app.taskforms import actions as form_actions
from app.taskforms import queries as form_queries
from app.taskforms import schemas as form_schemas
from app.tasks import queries


class DraftIn(Strict):
    """What was typed so far; it need not fit the form yet."""

    data = fields.Dict(keys=fields.String(), required=True)


class FileIn(Strict):
    """A file, and the task for whose form it is meant."""

    file = Upload(required=True)


class FileFor(Strict):
    """What a file is meant for."""

    task = fields.String(load_default=None)


@blueprint.get("/tasks/<task_id>/draft")
@blueprint.response(200, form_schemas.DraftSchema)
def draft(task_id: str) -> dict[str, Any]:
    """Give what the caller has typed into the task so far; nobody else's draft can be seen."""
    session, actor = current_session(), current_actor()
    found, _mine = queries.task(session, actor, task_id)
    kept = form_queries.draft(session, actor, found.id) if found.state == "open" else None
    if kept is None:
        raise NotFound(_("a draft of yours"))
    return _said(kept)


@blueprint.put("/tasks/<task_id>/draft")
@changes("work_api.draft", lock_task)
@blueprint.arguments(DraftIn)
@blueprint.response(200, form_schemas.DraftSchema)
def put_draft(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Keep what was typed into the task so far, instead of what was kept before."""
    session, actor = current_session(), current_actor()
    found = queries.task_for_work(session, actor, task_id)
    return _said(form_actions.save_draft(session, actor, found, given["data"]))


@blueprint.delete("/tasks/<task_id>/draft")
@changes("work_api.draft", lock_task)
@blueprint.response(204)
def delete_draft(task_id: str) -> None:
    """Forget what was typed into the task so far."""
    session, actor = current_session(), current_actor()
    queries.task(session, actor, task_id)
    form_actions.drop_draft(session, actor, task_id)


@blueprint.post("/files")
@limiter.limit("600 per hour")
@blueprint.arguments(FileIn, location="files")
@blueprint.arguments(FileFor, location="query")
@blueprint.response(201, form_schemas.FileSchema)
def send_file(given: dict[str, Any], meant: dict[str, Any]) -> dict[str, Any]:
    """Send a file; the answer is the reference that the data of a form holds for it."""
    session, actor = current_session(), current_actor()
    task = queries.task_for_work(session, actor, meant["task"]) if meant["task"] else None
    one = given["file"]
    [sent] = form_actions.keep_content(session, actor, [(one.filename, one.stream)])
    return form_schemas.say_file(form_actions.add_file(session, actor, sent, task))


def _said(kept: Any) -> dict[str, Any]:
    return {"task": kept.task_id, "data": kept.data, "saved_at": kept.saved_at}
