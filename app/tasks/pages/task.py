"""The page of a task: look, fill in, complete, claim, release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import people_shown
from app.cases import queries as case_queries
from app.cases.pages.base import blueprint
from app.cases.policy import Cases
from app.cases.tables import Task
from app.cases.words.timeline import lines
from app.catalog.tables import VersionStep
from app.kernel.api.paging import Page
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import current_actor, current_session, keep_what_was_sent
from app.kernel.i18n import _, pgettext
from app.kernel.pages.frame import is_frameless
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor, allows
from app.kernel.times import zones
from app.kernel.times.moments import local_day
from app.taskforms import queries as form_queries
from app.taskforms.forms import read_form
from app.taskforms.forms.known import asks_for
from app.taskforms.pages.uploads import receive
from app.tasks import actions, queries
from app.tasks.pages.done import called
from app.tasks.pages.form import form_parts
from app.tasks.queries.way import way
from processes.called import opening


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
    step = session.get(VersionStep, (found.version_id, found.step_id))
    inside = allows(actor, Cases.VIEW, found.instance)
    happened = case_queries.history_before(session, found.instance_id, limit=30) if inside else Page([])
    history = lines(session, happened.items)
    who = people_shown(session, actor, (found.claimed_by, found.closed_by, found.delegated_by, found.for_id))
    asked = asks_for(found.form or {}) if mine else ()
    alike = queries.next_alike(session, actor, found) if mine else None
    return render_template(
        "tasks/task.html", handed=_handed(actor, found, who), closed=_closed(found, who),
        mine=mine, step=step, history=history, inside=inside, who=who, at=at,
        apart=not mine and queries.is_apart(session, actor, found), earlier=happened.next,
        process=found.process, instance=found.instance, alike=alike, next_words=alike and called(alike),
        way=way(session, found) if inside else None,
        known=form_queries.known(session, actor, found.instance, asked) if inside else [],
        origin=request.args.get("from", ""), why=request.args.get("why", ""),
        **form_parts(session, actor, found, mine=mine, data=data, errors=errors),
    )  # fmt: skip


def _handed(actor: Actor, found: Task, who: Mapping[str, Any]) -> str:
    """Say who handed an open task to whom, and until when; empty where nobody did."""
    if found.state != "open" or not found.delegated_by or not found.claimed_by:
        return ""
    giver = who[found.delegated_by].name if found.delegated_by in who else _("A colleague")
    taker = who[found.claimed_by].name if found.claimed_by in who else pgettext("to whom", "a colleague")
    day = zones.day_words(local_day(found.due_at)) if found.due_at else ""
    if found.delegated_by == actor.id:
        plain = _("You handed this task to {taker}.", taker=taker)
        return _("You handed this task to {taker}, to be done by {day}.", taker=taker, day=day) if day else plain
    if found.claimed_by == actor.id:
        plain = _("{giver} handed this task to you.", giver=giver)
        return _("{giver} handed this task to you, to be done by {day}.", giver=giver, day=day) if day else plain
    both = {"giver": giver, "taker": taker}
    plain = _("{giver} handed this task to {taker}.", **both)
    return _("{giver} handed this task to {taker}, to be done by {day}.", day=day, **both) if day else plain


def _closed(found: Task, who: Mapping[str, Any]) -> str:
    """Say what became of a task that is not open: by whom it was done, and for whom."""
    doer, absent = (who[one].name if one and one in who else None for one in (found.closed_by, found.for_id))
    if found.state != "done":
        return _("This task is no longer needed.")
    if doer and absent:
        return _("This task is done, by {person}, for {absent}, who was away.", person=doer, absent=absent)
    if doer:
        return _("This task is done, by {person}.", person=doer)
    if absent:
        return _("This task is done, for {absent}, who was away.", absent=absent)
    return _("This task is done.")


def typed(found: Task, *, blanks: bool = False) -> tuple[dict[str, Any], dict[str, str]]:
    """Give what was typed into a task's form, the files that came with it kept, and what was wrong with those."""
    more, wrong = receive(current_session(), current_actor(), found.form or {}, found)
    return read_form(found.form or {}, more, found.data or {}, blanks=blanks), wrong


@blueprint.post("/tasks/<task_id>/complete")
def complete(task_id: str) -> Response | tuple[str, int]:
    """Complete a task; what was typed is kept where it is refused, and so are the files that came with it."""
    session, actor = current_session(), signed_in()
    found, _mine = queries.task(session, actor, task_id)
    if request.files:
        queries.task_for_work(session, actor, task_id)
    data, wrong = typed(found)
    try:
        if wrong:
            raise Invalid("BAD_FILE", _("Expected files that can be kept."), wrong)
        instance = _completed(actor, task_id, data)
    except Invalid as error:
        return task_page(task_id, data, error.errors), 422
    except Conflict as error:
        flash(error.words, "warning")
        return redirect(_instead(actor, found), 303)
    session.flush()
    return _onwards(found, instance)


def _completed(actor: Actor, task_id: str, data: dict[str, Any]) -> Any:
    """Complete the task; where files came with the form they stay, though the form is refused."""
    session = current_session()
    if not any(one.filename for one in request.files.values()):
        return actions.complete(session, actor, task_id, data)
    keep_what_was_sent()
    with session.begin_nested():
        return actions.complete(session, actor, task_id, data)


def _instead(actor: Actor, refused: Task) -> str:
    """Give where one goes on when a task was done or taken meanwhile: home, its case, or its page for who sees none."""
    if request.args.get("from") == "home" and not is_frameless():
        return url_for("web.home", _anchor="next-task")
    if allows(actor, Cases.VIEW, refused.instance):
        return url_for("work.instance", instance_id=refused.instance_id)
    return url_for("work.task", task_id=refused.id)


def _onwards(done: Task, instance: Any) -> Response:
    """Say that a task is done: on the page of thanks, or where it was done, on the home page or beside the inbox."""
    words = _("{step} is done. Thank you.", step=opening(done.step_name))
    if instance.state == "completed":
        words = _("{step} is done. The case is finished. Thank you.", step=opening(done.step_name))
    flash(words, "success")
    if is_frameless():
        return redirect(url_for("work.inbox"), 303)
    if request.args.get("from") == "home":
        return redirect(url_for("web.home", done=done.id, _anchor="next-task"), 303)
    return redirect(url_for("work.done", task_id=done.id), 303)


@blueprint.post("/tasks/<task_id>/claim")
def claim(task_id: str) -> Response:
    """Take a task."""
    actions.claim(current_session(), signed_in(), task_id)
    return redirect(url_for("work.task", task_id=task_id), 303)


@blueprint.post("/tasks/<task_id>/release")
def release(task_id: str) -> Response:
    """Give a task back."""
    actions.release(current_session(), signed_in(), task_id)
    flash(_("The task is free again for your colleagues."), "success")
    return redirect(url_for("work.inbox"), 303)
