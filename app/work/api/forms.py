"""Drafts and files of forms, for programs."""

from __future__ import annotations

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import fields
from werkzeug.wrappers import Response

from app.kernel.errors import NotFound
from app.kernel.limits import limiter
from app.kernel.preconditions import changes
from app.kernel.schemas import BINARY
from app.kernel.web import current_actor, current_session
from app.work import actions, queries, schemas
from app.work.api.base import blueprint
from app.work.attachment import as_attachment
from app.work.queries.locks import lock_task


class DraftIn(schemas.Strict):
    """What was typed so far; it need not fit the form yet."""

    data = fields.Dict(keys=fields.String(), required=True)


class FileIn(schemas.Strict):
    """A file, and the task for whose form it is meant."""

    file = Upload(required=True)


class FileFor(schemas.Strict):
    """What a file is meant for."""

    task = fields.String(load_default=None)


@blueprint.get("/tasks/<task_id>/draft")
@blueprint.response(200, schemas.DraftSchema)
def draft(task_id: str) -> dict[str, Any]:
    """Give what the caller has typed into the task so far; nobody else's draft can be seen."""
    session, actor = current_session(), current_actor()
    found, _ = queries.task(session, actor, task_id)
    kept = queries.draft(session, actor, found.id) if found.state == "open" else None
    if kept is None:
        raise NotFound("a draft of yours")
    return _said(kept)


@blueprint.put("/tasks/<task_id>/draft")
@changes("work_api.draft", lock_task)
@blueprint.arguments(DraftIn)
@blueprint.response(200, schemas.DraftSchema)
def put_draft(given: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Keep what was typed into the task so far, instead of what was kept before."""
    session, actor = current_session(), current_actor()
    found = queries.task_for_work(session, actor, task_id)
    return _said(actions.save_draft(session, actor, found, given["data"]))


@blueprint.delete("/tasks/<task_id>/draft")
@changes("work_api.draft", lock_task)
@blueprint.response(204)
def delete_draft(task_id: str) -> None:
    """Forget what was typed into the task so far."""
    session, actor = current_session(), current_actor()
    queries.task(session, actor, task_id)
    actions.drop_draft(session, actor, task_id)


@blueprint.post("/files")
@limiter.limit("600 per hour")
@blueprint.arguments(FileIn, location="files")
@blueprint.arguments(FileFor, location="query")
@blueprint.response(201, schemas.FileSchema)
def send_file(given: dict[str, Any], meant: dict[str, Any]) -> dict[str, Any]:
    """Send a file; the answer is the reference that the data of a form holds for it."""
    session, actor = current_session(), current_actor()
    task = queries.task_for_work(session, actor, meant["task"]) if meant["task"] else None
    one = given["file"]
    [sent] = actions.keep_content(session, actor, [(one.filename, one.stream)])
    return schemas.say_file(actions.add_file(session, actor, sent, task))


@blueprint.get("/files/<file_id>")
@blueprint.response(200, BINARY, content_type="application/octet-stream")
def file(file_id: str) -> Response:
    """Give the content of a file, as an attachment."""
    return as_attachment(queries.form_file(current_session(), current_actor(), file_id))


def _said(kept: Any) -> dict[str, Any]:
    return {"task": kept.task_id, "data": kept.data, "saved_at": kept.saved_at}
