"""What tasks show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases.slots import instance_known
from app.cases.tables import Instance
from app.catalog.tables import VersionStep
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.pages.frame import Asks, HomePart, home_parts
from app.kernel.policy import Actor
from app.taskforms import queries as form_queries
from app.tasks import queries
from app.tasks.pages.form import form_parts
from app.tasks.slots import task_worth

MOST_WAITING = 6
STEERING = ("manager", "ops", "admin")


@instance_known.filled_by(order=10)
def what_is_known(session: Session, actor: Actor, *, instance: Instance, **_rest: Any) -> Markup | None:
    """Show what a case knows by step and who entered it there, as beside its tasks: three statements."""
    groups = form_queries.known(session, actor, instance)
    return Markup(render_template("tasks/_known.html", known=groups)) if groups else None


@home_parts.filled_by(order=10)
def my_next_task(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Open the task that waits longest for the person and was not put off, with its form; list the next ones under it.

    Above it one is thanked for the task that was done here just now. Those who steer find what only they can do first,
    unless they took the task.
    """
    thanks = _thanks(session, actor)
    waiting = queries.inbox(session, actor, limit=MOST_WAITING, now=True).items
    if not waiting:
        if thanks is None:
            return None
        return HomePart("next-task", _("Thank you"), Asks.TO_DO, lambda _first: thanks)
    task, *others = waiting
    step = session.get(VersionStep, (task.version_id, task.step_id))
    shown = {
        "others": others, "instruction": step.documentation if step else "", "thanks": thanks, "origin": "home",
        "who": {}, "at": "", **form_parts(session, actor, task, mine=True),
    }  # fmt: skip
    return HomePart(
        "next-task",
        _("Your next task"),
        Asks.TO_HELP_WITH if actor.has(*STEERING) and task.claimed_by != actor.id and thanks is None else Asks.TO_DO,
        lambda is_first: Markup(render_template("tasks/_home.html", is_first=is_first, **shown)),
        (_("All your work"), url_for("work.inbox")),
    )


def _thanks(session: Session, actor: Actor) -> Markup | None:
    """Ask whether the task that was completed on the home page was worth doing; None where none was."""
    if not (done := request.args.get("done", "")):
        return None
    try:
        task, _mine = queries.task(session, actor, done)
    except NotFound:
        return None
    if task.state != "done" or task.closed_by != actor.id:
        return None
    back, why = url_for("web.home", done=done), request.args.get("why", "")
    return task_worth.html(session, actor, process=task.process, task=task, back=back, is_done=True, why=why)


@home_parts.filled_by(order=45)
def who_is_buried(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show who manages processes which people have taken far more than the others: one statement."""
    if not actor.has("manager"):
        return None
    found = queries.load(session, actor)
    if found is None:
        return None
    return HomePart(
        "load",
        _("Who has very much to do"),
        Asks.TO_KNOW,
        lambda _first: Markup(render_template("tasks/_home_load.html", load=found)),
    )
