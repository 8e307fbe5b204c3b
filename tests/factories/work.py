"""Cases and their tasks, for tests that are about who does what."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.cases import actions
from app.cases import queries as case_queries
from app.cases.tables import Instance, Task
from app.catalog.tables import Process
from app.kernel.policy import Actor
from app.tasks import queries as task_queries


def started(session: Session, actor: Actor, process: Process, data: dict[str, Any] | None = None) -> Task:
    """Start a case as this person and give its one open task."""
    return the_task(session, actions.start(session, actor, process, data or {}))


def the_task(session: Session, instance: Instance) -> Task:
    """Give the one open task of a case."""
    session.flush()
    (task,) = case_queries.open_tasks(session, instance.id)
    return task


def inbox(session: Session, actor: Actor, **narrow: Any) -> list[Task]:
    """Give the tasks that somebody finds in their inbox."""
    session.flush()
    return list(task_queries.inbox(session, actor, **narrow).items)
