"""Say that tasks are late: once to who has them, later once to those who answer for the process."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal_column, select, update
from sqlalchemy.orm import Session, contains_eager

from app.accounts.queries import holders
from app.catalog.queries import answering
from app.catalog.tables import Process
from app.kernel import clock
from app.kernel.events import announce
from app.kernel.jobs import periodic
from app.kernel.policy import SYSTEM
from app.work.actions.assign import hand_over
from app.work.actions.sharing import moment
from app.work.events import TaskOverdue
from app.work.queries.cases import is_late
from app.work.rules import Rule, rule_for
from app.work.tables import Instance, Task

AT_ONCE = 200
LATER = timedelta(days=1)
OPEN = Task.state == literal_column("'open'")


@periodic("work.overdue", every=timedelta(minutes=5))
def overdue(session: Session) -> None:
    """Tell of tasks whose time is over; those of cases that rest are left alone."""
    now = clock.now()
    for level, since in ((0, now), (1, now - timedelta(minutes=1))):
        for task in _late(session, func.coalesce(Task.escalated, 0) == level, since):
            rule = rule_for(task.process.work_rules or [], task.step_id, task.lane) or Rule()
            if level == 0 or (task.due_at and task.due_at + _wait(rule, now) <= now):
                _tell(session, task, level + 1, rule)


def _late(session: Session, which: ColumnElement[bool], since: datetime) -> list[Task]:
    statement = (
        select(Task)
        .join(Task.process)
        .join(Task.instance)
        .options(contains_eager(Task.process), contains_eager(Task.instance))
        .where(OPEN, *is_late(), Task.due_at <= since, which, Instance.state != "suspended")
        .order_by(Task.due_at, Task.id)
        .limit(AT_ONCE)
    )
    return list(session.scalars(statement))


def _wait(rule: Rule, now: datetime) -> timedelta:
    return moment(rule.escalate, now) - now if rule.escalate else LATER


def _tell(session: Session, task: Task, level: int, rule: Rule) -> None:
    taken = session.execute(
        update(Task)
        .where(Task.id == task.id, OPEN, func.coalesce(Task.escalated, 0) == level - 1)
        .values(escalated=level)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return
    answer = _who_answers(session, task.process)
    to = {task.claimed_by} if level == 1 and task.claimed_by else answer
    announce(session, TaskOverdue(task.id, task.process_id, task.step_name, level, tuple(sorted(to))))
    if level > 1 and rule.reassign and task.claimed_by:
        hand_over(session, SYSTEM, task, None, "it was late")


def _who_answers(session: Session, process: Process) -> set[str]:
    return answering(session, process) | holders(session, "manager", unit_path=process.unit_path)
