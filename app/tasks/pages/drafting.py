"""Around the form of a task: drafts, entries added without scripts, files sent ahead."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from app.cases.pages.base import blueprint
from app.kernel.api.schemas import iso
from app.kernel.errors import Invalid
from app.kernel.http.application import current_session, is_fragment
from app.kernel.i18n import _, sentences
from app.kernel.pages.visitor import signed_in
from app.kernel.rate_limits import limiter
from app.taskforms import actions as form_actions
from app.taskforms.forms import edited
from app.taskforms.schemas import say_file
from app.tasks import queries
from app.tasks.pages.task import task_page, typed
from processes.called import quoted


@blueprint.post("/tasks/<task_id>/draft")
def save_draft(task_id: str) -> Response:
    """Keep what was typed so far, to go on later; scripts are told when, people go back to their inbox."""
    session, actor = current_session(), signed_in()
    found = queries.task_for_work(session, actor, task_id)
    data, wrong = typed(found, blanks=True)
    draft = form_actions.save_draft(session, actor, found, data)
    if is_fragment():
        return jsonify({"saved_at": iso(draft.saved_at)})
    if wrong:
        flash(_("Your answers are saved, but not the file: {words}", words=sentences(*wrong.values())), "warning")
        return redirect(url_for("work.task", task_id=task_id), 303)
    flash(
        _(
            "What you typed into {step} is saved. Only you see it, until you complete the task.",
            step=quoted(found.step_name),
        ),
        "success",
    )
    return redirect(url_for("work.inbox"), 303)


@blueprint.post("/tasks/<task_id>/draft/drop")
def drop_draft(task_id: str) -> Response:
    """Forget what was typed so far and begin afresh."""
    session, actor = current_session(), signed_in()
    queries.task_for_work(session, actor, task_id)
    form_actions.drop_draft(session, actor, task_id)
    return redirect(url_for("work.task", task_id=task_id), 303)


@blueprint.post("/tasks/<task_id>/form")
def edit_form(task_id: str) -> str:
    """Show the form with one more or one less entry, and all that was typed; nothing is completed."""
    session, actor = current_session(), signed_in()
    found = queries.task_for_work(session, actor, task_id)
    data, wrong = typed(found, blanks=True)
    at = pressed(found.form or {}, data)
    return task_page(task_id, data, wrong, at)


def pressed(schema: dict[str, Any], data: dict[str, Any]) -> str:
    """Do to the data what the pressed button of a form says, and give the id of the field to go on with."""
    for verb in ("_add", "_remove", "_drop"):
        if request.form.get(verb):
            return edited(schema, data, verb, request.form[verb][:500])
    return ""


@blueprint.post("/tasks/<task_id>/files")
@limiter.limit("300 per hour")
def send_file_ahead(task_id: str) -> tuple[Response, int]:
    """Keep a file as soon as it is chosen; the form refers to it."""
    session, actor = current_session(), signed_in()
    found = queries.task_for_work(session, actor, task_id)
    one = request.files.get("file")
    if one is None:
        abort(400)
    try:
        [sent] = form_actions.keep_content(session, actor, [(one.filename, one.stream)])
        return jsonify(say_file(form_actions.add_file(session, actor, sent, found))), 201
    except Invalid as error:
        return jsonify({"words": error.errors.get("file", error.words)}), 422
