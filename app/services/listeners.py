"""What services hear of: work that is theirs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.events import listens
from app.kernel.jobs import ClockChecked
from app.kernel.jobs.registry import SKEW
from app.services import actions
from app.services.actions.enqueue import KINDS
from app.tasks.events import TasksOpened


@listens(TasksOpened)
def take_up(session: Session, news: TasksOpened) -> None:
    """Take up what workers, HTTP and mail carry out."""
    tasks = [task for task in news.tasks if task[2] in KINDS]
    if tasks:
        actions.offer(session, news.instance_id, tasks)


@listens(ClockChecked)
def bring_forward(session: Session, news: ClockChecked) -> None:
    """Bring forward what waits for a moment that lies further ahead than it can: the clock was set back."""
    actions.bring_forward(session, news.now + SKEW)
