"""Give tasks to others, say until when: the forms beside a task, and the choice of many in the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.assignment import queries as assignment
from app.cases.pages.base import blueprint
from app.cases.queries.locks import lock_task
from app.cases.words.planning import PRIORITIES, due_words, priority_words
from app.kernel import policy
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.http.application import current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.kernel.pages.fingerprints import fingerprint
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.kernel.times.moments import local_day, reader_zone
from app.tasks import actions, queries
from app.tasks.pages.task import task_page
from app.tasks.policy import Tasks
from app.tasks.queries.inbox import USUAL
from app.tasks.slots import task_panel
from processes.engine import SERVICE_KINDS


@task_panel.filled_by(order=10)
def giving(session: Session, actor: Actor, *, task: Any, mine: bool, **_: Any) -> Markup | None:
    """Offer to hand a task over, and to managers to give it to somebody and say until when."""
    manages = policy.allows(actor, Tasks.ASSIGN, task.process)
    has_it = mine and assignment.is_free_for(session, actor, task)
    if task.state != "open" or task.kind in SERVICE_KINDS or not (manages or has_it):
        return None
    return Markup(
        render_template(
            "tasks/_task_actions.html", task=task, manages=manages, has_it=has_it, priorities=_priorities(task),
            colleagues=actions.colleagues(session, actor, task) if has_it else [],
            all_able=actions.colleagues(session, actor, task, managed=True) if manages else [],
            due=due_words(task.due_at, reader_zone()), urgent=priority_words(task.priority), seen=_seen_of(task),
            typed=_typed(), priority=_priority(task),
        )
    )  # fmt: skip


def _priority(task: Any) -> str:
    """Give how urgent a task is, as the form of its plan says it."""
    return str(task.priority if task.priority is not None else USUAL)


def _priorities(task: Any) -> list[tuple[str, str]]:
    """Give what can be chosen, and what a rule or the model said if that is none of it: saving keeps it."""
    own = _priority(task)
    return [*PRIORITIES] if own in dict(PRIORITIES) else [(own, own), *PRIORITIES]


def _seen_of(task: Any) -> str:
    """Give what the forms say that their page showed of who has a task, until when, and how urgent it is."""
    return fingerprint(task.claimed_by, task.due_at, task.priority)


def _typed() -> Mapping[str, str]:
    """Give what was typed into the form of the plan where it is shown again."""
    return request.form if request.endpoint == f"{blueprint.name}.plan" else {}


@blueprint.post("/tasks/<task_id>/delegate")
def delegate(task_id: str) -> Response:
    """Hand a task to a colleague."""
    person, note = request.form.get("person", ""), request.form.get("note", "")
    return _act(task_id, _("Your colleague has the task now."), actions.delegate, person, note)


@blueprint.post("/tasks/<task_id>/give-back")
def give_back(task_id: str) -> Response:
    """Give a task back to who handed it over."""
    return _act(task_id, _("The task is back where it came from."), actions.give_back)


@blueprint.post("/tasks/<task_id>/assign")
def assign(task_id: str) -> Response:
    """Give a task to somebody, or to everybody again."""

    def give(session: Session, actor: Actor, task: str, person: str | None) -> None:
        _as_seen(session, actor, task)
        actions.assign(session, actor, task, person)

    return _act(task_id, _("Done."), give, request.form.get("person") or None)


def _as_seen(session: Session, actor: Actor, task_id: str) -> None:
    """Raise Conflict where the task is not as the page of the form showed it; nobody changes it meanwhile."""
    lock_task(session, task_id)
    found, _mine = queries.task(session, actor, task_id)
    session.refresh(found, ["claimed_by", "due_at", "priority"])
    seen(_seen_of(found))


@blueprint.post("/tasks/<task_id>/plan")
def plan(task_id: str) -> ResponseReturnValue:
    """Say until when a task is to be done, and how urgent it is; what was typed is kept where it is refused."""
    session, actor = current_session(), signed_in()
    due, priority = request.form.get("due", ""), request.form.get("priority", "")
    try:
        with session.begin_nested():
            _as_seen(session, actor, task_id)
            known, _mine = queries.task(session, actor, task_id)
            if due != (local_day(known.due_at).isoformat() if known.due_at else ""):
                actions.set_due(session, actor, task_id, due)
            if priority.isdecimal() and priority != _priority(known):
                actions.set_priority(session, actor, task_id, int(priority[:4]))
    except (Conflict, Invalid, Forbidden) as error:
        flash(error.words, "error")
        return task_page(task_id), error.status
    flash(_("Done."), "success")
    return redirect(url_for("work.task", task_id=task_id), 303)


def _act(task_id: str, done: str, act: Callable[..., Any], *more: Any) -> Response:
    try:
        with current_session().begin_nested():
            act(current_session(), signed_in(), task_id, *more)
        flash(done, "success")
    except (Conflict, Invalid, Forbidden) as error:
        flash(error.words, "error")
    return redirect(url_for("work.task", task_id=task_id), 303)
