"""What services hear of: work that is theirs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.events import listens
from app.services import actions
from app.services.actions.offering import KINDS
from app.work.events import TasksOpened


def register() -> None:
    """Listen; importing this module has done so."""


@listens(TasksOpened)
def take_up(session: Session, news: TasksOpened) -> None:
    """Take up what workers, HTTP and mail carry out."""
    tasks = [task for task in news.tasks if task[2] in KINDS]
    if tasks:
        actions.offer(session, news.instance_id, tasks)
