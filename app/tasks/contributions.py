"""What tasks show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases.tables import Task
from app.catalog.tables import VersionStep
from app.kernel.i18n import _
from app.kernel.pages.frame import Asks, HomePart, home_parts
from app.kernel.policy import Actor
from app.taskforms.forms.kinds import kind_of
from app.tasks import queries
from processes.forms import in_words

MOST_WAITING, MOST_ASKED = 6, 6


@home_parts.filled_by(order=10)
def my_next_task(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Open the task that waits longest for the person, and list the next ones under it: two statements."""
    waiting = queries.inbox(session, actor, limit=MOST_WAITING).items
    if not waiting:
        return None
    task, *others = waiting
    step = session.get(VersionStep, (task.version_id, task.step_id))
    shown = {
        "task": task, "others": others, "instruction": step.documentation if step else "", "asks": asked_for(task),
        "has_form": bool((task.form or {}).get("properties")),
    }  # fmt: skip
    return HomePart(
        "next-task",
        _("Your next task"),
        Asks.TO_DO,
        lambda is_first: Markup(render_template("tasks/_home.html", is_first=is_first, **shown)),
        (_("All your work"), url_for("work.inbox")),
    )


def asked_for(task: Task) -> list[str]:
    """Give the labels of the first fields that a task's form asks for, to who reads it."""
    fields = in_words(task.form or {}).get("properties", {})
    asked = [str(rule.get("title") or name) for name, rule in fields.items() if kind_of(rule) != "hidden"]
    return asked[:MOST_ASKED]


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
