"""The page of a task: look, fill in, complete, claim, release."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import people_shown
from app.cases import queries as case_queries
from app.cases.pages.base import blueprint, signed_in
from app.cases.policy import Cases
from app.cases.tables import Task
from app.cases.timeline import lines
from app.catalog.tables import VersionStep
from app.kernel.errors import Conflict, Invalid
from app.kernel.paging import Page
from app.kernel.policy import Actor, allows
from app.kernel.web import current_actor, current_session, keep_what_was_sent
from app.taskforms import files
from app.taskforms import queries as form_queries
from app.taskforms.forms import form_view, read_form
from app.taskforms.pages.uploads import receive
from app.tasks import actions, queries
from processes.called import opening, quoted


@blueprint.get("/tasks/<task_id>")
def task(task_id: str) -> str:
    """Show a task with its form, and what the person has typed into it so far."""
    signed_in()
    return task_page(task_id)


def task_page(
    task_id: str, data: dict[str, Any] | None = None, errors: dict[str, str] | None = None, at: str = ""
) -> str:
    """Give the page of a task; `data` is what was typed just now, `at` the field to go on with."""
    session, actor = current_session(), current_actor()
    found, mine = queries.task(session, actor, task_id)
    draft = form_queries.draft(session, actor, task_id) if mine and found.drafted else None
    known, form = found.data or {}, found.form or {}
    shown = {**known, **(data if data is not None else draft.data if draft else {})}
    sent = form_queries.files_in(session, actor, form, shown, found.instance_id)
    step = session.get(VersionStep, (found.version_id, found.step_id))
    inside = allows(actor, Cases.VIEW, found.instance)
    happened = case_queries.history_before(session, found.instance_id, limit=30) if inside else Page([])
    history = lines(session, happened.items)
    who = people_shown(session, actor, (found.claimed_by, found.closed_by, found.delegated_by, found.for_id))
    return render_template(
        "tasks/task.html", task=found, mine=mine, step=step, history=history, inside=inside, who=who, at=at,
        view=form_view(form, shown, errors, sent), draft=draft if data is None else None,
        free=queries.is_free_for(session, actor, found), apart=not mine and queries.is_apart(session, actor, found),
        earlier=happened.next, limit=files.place(session).largest, process=found.process, instance=found.instance,
    )  # fmt: skip


def typed(found: Task, *, blanks: bool = False) -> tuple[dict[str, Any], dict[str, str]]:
    """Give what was typed into a task's form, the files that came with it kept, and what was wrong with those."""
    more, wrong = receive(current_session(), current_actor(), found.form or {}, found)
    return read_form(found.form or {}, more, found.data or {}, blanks=blanks), wrong


@blueprint.post("/tasks/<task_id>/complete")
def complete(task_id: str) -> Response | tuple[str, int]:
    """Complete a task; what was typed is kept where it is refused, and so are the files that came with it."""
    session, actor = current_session(), signed_in()
    found, _ = queries.task(session, actor, task_id)
    if request.files:
        queries.task_for_work(session, actor, task_id)
    data, wrong = typed(found)
    try:
        if wrong:
            raise Invalid("BAD_FILE", "Expected files that can be kept.", wrong)
        instance = _completed(actor, task_id, data)
    except Invalid as error:
        return task_page(task_id, data, error.errors), 422
    except Conflict as error:
        flash(error.detail, "warning")
        return redirect(url_for("work.instance", instance_id=found.instance_id), 303)
    session.flush()
    return _onwards(actor, found.step_name, instance)


def _completed(actor: Actor, task_id: str, data: dict[str, Any]) -> Any:
    """Complete the task; where files came with the form they stay, though the form is refused."""
    session = current_session()
    if not any(one.filename for one in request.files.values()):
        return actions.complete(session, actor, task_id, data)
    keep_what_was_sent()
    with session.begin_nested():
        return actions.complete(session, actor, task_id, data)


def _onwards(actor: Actor, done: str, instance: Any) -> Response:
    """Lead to the person's next task in the same instance, else back to the inbox."""
    session = current_session()
    ahead = queries.next_for(session, actor, instance.id)
    if ahead is not None:
        flash(f"{opening(done)} is done. Next: {quoted(ahead.step_name)}.", "success")
        return redirect(url_for("work.task", task_id=ahead.id), 303)
    ended = " The case is finished." if instance.state == "completed" else ""
    flash(f"{opening(done)} is done.{ended} Thank you.", "success")
    return redirect(url_for("work.inbox"), 303)


@blueprint.post("/tasks/<task_id>/claim")
def claim(task_id: str) -> Response:
    """Take a task."""
    actions.claim(current_session(), signed_in(), task_id)
    return redirect(url_for("work.task", task_id=task_id), 303)


@blueprint.post("/tasks/<task_id>/release")
def release(task_id: str) -> Response:
    """Give a task back."""
    actions.release(current_session(), signed_in(), task_id)
    flash("The task is free again for your colleagues.", "success")
    return redirect(url_for("work.inbox"), 303)
