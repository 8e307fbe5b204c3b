"""What other features show on the page of a task."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases.tables import Task
from app.catalog.tables import Process
from app.kernel.pages.slots import slot
from app.kernel.policy import Actor


@slot("task.panel", Markup)
def task_panel(session: Session, actor: Actor, *, task: Task, mine: bool) -> None:
    """Under the form of a task: what else can be done with it."""


@slot("task.worth", Markup)
def task_worth(
    session: Session, actor: Actor, *, process: Process, task: Task, back: str, is_done: bool, why: str
) -> None:
    """Under what completes a task, and on the page of thanks: what one thinks of its step, by one tap.

    `back` is the page that it stands on, `why` the kind of which the reason is asked just now.
    """


@slot("task.aside", Markup)
def task_aside(session: Session, actor: Actor, *, process: Process, step_id: str, task: Task) -> None:
    """Beside the form of a task: what people say about its step."""
