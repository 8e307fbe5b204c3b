"""Give tasks to others, say until when: the forms beside a task, and the choice of many in the inbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.kernel import policy
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.policy import Actor
from app.kernel.slots import contributes
from app.kernel.web import current_session
from app.work import actions, queries
from app.work.pages.base import blueprint, signed_in
from app.work.policy import Work
from app.work.words import PRIORITIES, due_words, priority_words
from processes.engine import SERVICE_KINDS


@contributes("task.panel", order=10)
def giving(session: Session, actor: Actor, *, task: Any, mine: bool, **_: Any) -> Markup | None:
    """Offer to hand a task over, and to managers to give it to somebody and say until when."""
    manages = policy.allows(actor, Work.ASSIGN, task.process)
    has_it = mine and queries.is_free_for(session, actor, task)
    if task.state != "open" or task.kind in SERVICE_KINDS or not (manages or has_it):
        return None
    return Markup(
        render_template(
            "work/_task_actions.html", task=task, manages=manages, has_it=has_it, priorities=PRIORITIES,
            colleagues=actions.colleagues(session, actor, task) if has_it else [],
            all_able=actions.colleagues(session, actor, task, managed=True) if manages else [],
            due=due_words(task.due_at), urgent=priority_words(task.priority),
        )
    )  # fmt: skip


@blueprint.post("/tasks/<task_id>/delegate")
def delegate(task_id: str) -> Response:
    """Hand a task to a colleague."""
    person, note = request.form.get("person", ""), request.form.get("note", "")
    return _act(task_id, "Your colleague has the task now.", actions.delegate, person, note)


@blueprint.post("/tasks/<task_id>/give-back")
def give_back(task_id: str) -> Response:
    """Give a task back to who handed it over."""
    return _act(task_id, "The task is back where it came from.", actions.give_back)


@blueprint.post("/tasks/<task_id>/assign")
def assign(task_id: str) -> Response:
    """Give a task to somebody, or to everybody again."""
    return _act(task_id, "Done.", actions.assign, request.form.get("person") or None)


@blueprint.post("/tasks/<task_id>/plan")
def plan(task_id: str) -> Response:
    """Say until when a task is to be done, and how urgent it is."""
    due, priority = request.form.get("due", ""), request.form.get("priority", "")

    def both(session: Session, actor: Actor, task: str) -> None:
        actions.set_due(session, actor, task, due)
        if priority.isdecimal():
            actions.set_priority(session, actor, task, int(priority[:4]))

    return _act(task_id, "Done.", both)


def _act(task_id: str, done: str, act: Callable[..., Any], *more: Any) -> Response:
    try:
        with current_session().begin_nested():
            act(current_session(), signed_in(), task_id, *more)
        flash(done, "success")
    except (Conflict, Invalid, Forbidden) as error:
        flash(error.detail, "error")
    return redirect(url_for("work.task", task_id=task_id), 303)
