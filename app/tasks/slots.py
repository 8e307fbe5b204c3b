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


@slot("task.aside", Markup)
def task_aside(session: Session, actor: Actor, *, process: Process, step_id: str, task: Task) -> None:
    """Beside the form of a task: what people say about its step."""
