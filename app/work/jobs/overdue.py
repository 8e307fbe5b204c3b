"""Say that tasks are late: to who has them, as often as the process says, and then to those who answer for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, literal_column, select, tuple_, update
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
from app.work.rules import MOST_REMINDERS, Rule, rule_for
from app.work.tables import Instance, Task

AT_ONCE = 200
# How many times as many are looked through for those that are told of at once.
MOST_ROUNDS = 50
LATER = timedelta(days=1)
# Stands with a task of which nobody is told any more.
TOLD = 99
OPEN = Task.state == literal_column("'open'")


@periodic("work.overdue", every=timedelta(minutes=5))
def overdue(session: Session) -> None:
    """Tell of tasks whose time is over; those of cases that rest are left alone."""
    now = clock.now()
    for level in range(MOST_REMINDERS + 2):
        since = now if level == 0 else now - timedelta(minutes=1)
        done = 0
        for task in _late(session, level, since):
            rule = rule_for(task.process.work_rules or [], task.step_id, task.lane) or Rule()
            wait = _wait(rule, level, now)
            if wait is None:
                _mark(session, task, level, TOLD)
            elif task.due_at and task.due_at + wait <= now:
                _tell(session, task, level, _reached(rule, level, now - task.due_at, now), rule)
            else:
                continue
            done += 1
            if done == AT_ONCE:
                break


def _late(session: Session, level: int, since: datetime) -> Iterator[Task]:
    """Late tasks that were told of so often, longest due first, read page by page up to `MOST_ROUNDS` of them."""
    after: tuple[datetime | None, str] | None = None
    for _ in range(MOST_ROUNDS):
        found = _page(session, level, since, after)
        after = (found[-1].due_at, found[-1].id) if len(found) == AT_ONCE else None
        yield from found
        if after is None:
            return


def _page(session: Session, level: int, since: datetime, after: tuple[datetime | None, str] | None) -> list[Task]:
    key = tuple_(Task.due_at, Task.id)
    which = func.coalesce(Task.escalated, 0) == level
    statement = (
        select(Task)
        .join(Task.process)
        .join(Task.instance)
        .options(contains_eager(Task.process), contains_eager(Task.instance))
        .where(OPEN, *is_late(), Task.due_at <= since, which, Instance.state != "suspended")
        .order_by(Task.due_at, Task.id)
        .limit(AT_ONCE)
    )
    return list(session.scalars(statement.where(key > after) if after else statement))


def _wait(rule: Rule, level: int, now: datetime) -> timedelta | None:
    """How long after it was due a task is told of for the next time; None where it was told of for the last time."""
    if level > rule.reminders + 1:
        return None
    reminded = _span(rule.remind, now) * min(level, rule.reminders)
    return reminded + (_span(rule.escalate, now) if level == rule.reminders + 1 else timedelta(0))


def _reached(rule: Rule, level: int, late: timedelta, now: datetime) -> int:
    """Which of the times that have passed is told of: the first by itself, of those after it the latest."""
    while level and (wait := _wait(rule, level + 1, now)) is not None and wait <= late:
        level += 1
    return level


def _span(text: str, now: datetime) -> timedelta:
    return moment(text, now) - now if text else LATER


def _mark(session: Session, task: Task, level: int, now_at: int) -> bool:
    """Note how often a task was told of; False where somebody else was faster."""
    taken = session.execute(
        update(Task)
        .where(Task.id == task.id, OPEN, func.coalesce(Task.escalated, 0) == level)
        .values(escalated=now_at)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def _tell(session: Session, task: Task, level: int, reached: int, rule: Rule) -> None:
    last = reached == rule.reminders + 1
    if not _mark(session, task, level, TOLD if last else reached + 1):
        return
    to = {task.claimed_by} if task.claimed_by and not last else _who_answers(session, task.process)
    announce(session, TaskOverdue(task.id, task.process_id, task.step_name, reached + 1, tuple(sorted(to))))
    if last and rule.reassign and task.claimed_by:
        hand_over(session, SYSTEM, task, None, "it was late")


def _who_answers(session: Session, process: Process) -> set[str]:
    return answering(session, process) | holders(session, "manager", unit_path=process.unit_path)
