"""The page of a task: look, complete, claim, release."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import people
from app.catalog.tables import VersionStep
from app.kernel.errors import Conflict, Invalid
from app.kernel.policy import Actor
from app.kernel.web import current_actor, current_session
from app.work import actions, queries
from app.work.forms import read_form
from app.work.pages.base import blueprint, signed_in
from app.work.story import lines


@blueprint.get("/tasks/<task_id>")
def task(task_id: str) -> str:
    """Show a task with its form."""
    signed_in()
    return _task_page(task_id)


def _task_page(task_id: str, data: dict[str, Any] | None = None, errors: dict[str, str] | None = None) -> str:
    session, actor = current_session(), current_actor()
    found, mine = queries.task(session, actor, task_id)
    step = session.get(VersionStep, (found.version_id, found.step_id))
    history = lines(session, queries.history(session, found.instance_id, limit=30))
    who = people(session, {p for p in (found.claimed_by, found.closed_by) if p})
    return render_template(
        "work/task.html", task=found, mine=mine, step=step, history=history, who=who, errors=errors or {},
        data={**(found.data or {}), **(data or {})}, process=found.process, instance=found.instance,
    )  # fmt: skip


@blueprint.post("/tasks/<task_id>/complete")
def complete(task_id: str) -> Response | tuple[str, int]:
    """Complete a task; what was typed is kept where it is refused."""
    session, actor = current_session(), signed_in()
    found, _ = queries.task(session, actor, task_id)
    data = read_form(found.form or {}, request.form)
    try:
        instance = actions.complete(session, actor, task_id, data)
    except Invalid as error:
        return _task_page(task_id, data, error.errors), 422
    except Conflict as error:
        flash(error.detail, "warning")
        return redirect(url_for("work.instance", instance_id=found.instance_id), 303)
    session.flush()
    return _onwards(actor, found.step_name, instance)


def _onwards(actor: Actor, done: str, instance: Any) -> Response:
    """Lead to the person's next task in the same instance, else back to the inbox."""
    session = current_session()
    ahead = queries.next_for(session, actor, instance.id)
    if ahead is not None:
        flash(f"“{done}” is done. Next: “{ahead.step_name}”.", "success")
        return redirect(url_for("work.task", task_id=ahead.id), 303)
    ended = " The case is finished." if instance.state == "completed" else ""
    flash(f"“{done}” is done.{ended} Thank you.", "success")
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
