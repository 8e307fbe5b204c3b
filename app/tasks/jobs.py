"""Say that tasks are late: to who has them, as often as the process says, and then to those who answer for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, func, literal_column, or_, select, tuple_, update
from sqlalchemy.orm import Session, contains_eager

from app.accounts.queries import holders
from app.assignment.actions.sharing import moment
from app.assignment.values import MOST_REMINDERS, Rule, rule_for
from app.cases.queries.locks import lock_free
from app.cases.queries.places import is_late
from app.cases.tables import Instance, Task
from app.catalog.queries import answering
from app.catalog.tables import Process, Version
from app.kernel.db.rowcount import rows_changed
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.jobs import periodic
from app.kernel.observability.logs import log
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.tasks.actions.assign import hand_over
from app.tasks.events import TaskEscalated

AT_ONCE = 200
LATER = timedelta(days=1)
# Stands with a task of which nobody is told any more.
TOLD = 99
OPEN = Task.state == literal_column("'open'")
Place = tuple[str, str, str]


@periodic("work.overdue", every=timedelta(minutes=5))
def overdue(session: Session) -> None:
    """Tell of tasks whose time is over; those of cases that rest are left alone."""
    now = clock.now()
    late = _places(session, now)
    rules = _rules(session, {place for places in late.values() for place in places})
    for level, places in sorted(late.items()):
        waits = {place: _wait(rules[place], level, now) for place in places}
        _tell_no_more(session, level, [place for place, wait in waits.items() if wait is None][:AT_ONCE])
        since = now if level == 0 else now - timedelta(minutes=1)
        until = {place: min(since, now - wait) for place, wait in waits.items() if wait is not None}
        ripe = {place: until[place] for place in until if places[place] <= until[place]}
        first = sorted(ripe, key=lambda place: places[place] - ripe[place])[:AT_ONCE]
        _tell_of(session, _due(session, level, {place: ripe[place] for place in first}), level, rules, now)


def _tell_of(session: Session, tasks: list[Task], level: int, rules: dict[Place, Rule], now: datetime) -> None:
    """Tell of these tasks; one to be handed over whose case somebody works on waits for the next round."""
    reached, freed = {}, set()
    for task in tasks:
        rule = rules[task.process_id, task.step_id, task.lane]
        reached[task.id] = _reached(rule, level, now - task.due_at if task.due_at else timedelta(0), now)
        if task.claimed_by and rule.reassign and reached[task.id] == rule.reminders + 1:
            freed.add(task.id)
    ours = lock_free(session, {task.instance_id for task in tasks if task.id in freed})
    for task in tasks:
        if task.id not in freed or task.instance_id in ours:
            rule = rules[task.process_id, task.step_id, task.lane]
            _tell(session, task, level, reached[task.id], rule, free=task.id in freed)


def _places(session: Session, now: datetime) -> dict[int, dict[Place, datetime]]:
    """Where late tasks are that were told of so often, by process, step and lane, and when the first of them was due.

    Not one by one: there may be very many that can wait, and they must hide none that cannot.
    """
    level, first = func.coalesce(Task.escalated, 0), func.min(Task.due_at)
    statement = (
        select(level, Task.process_id, Task.step_id, Task.lane, first)
        .join(Task.instance)
        .where(*_late(now), level <= MOST_REMINDERS + 1)
        .group_by(level, Task.process_id, Task.step_id, Task.lane)
    )
    found: dict[int, dict[Place, datetime]] = {}
    for told, process_id, step_id, lane, due_at in session.execute(statement):
        found.setdefault(told, {})[process_id, step_id, lane] = cast(datetime, due_at)
    return found


def _late(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (OPEN, *is_late(), Task.due_at <= now, Instance.state != "suspended")


def _rules(session: Session, places: set[Place]) -> dict[Place, Rule]:
    """The rules of these places; a statement for all of them."""
    wanted = {process_id for process_id, _, _ in places}
    rows = session.execute(select(Process.id, Process.work_rules).where(Process.id.in_(wanted))) if wanted else ()
    known = {process_id: rules or [] for process_id, rules in rows}
    return {place: rule_for(known[place[0]], place[1], place[2]) or Rule() for place in places}


def _here(places: Collection[Place]) -> ColumnElement[bool]:
    return tuple_(Task.process_id, Task.step_id, Task.lane).in_(list(places))


def _tell_no_more(session: Session, level: int, places: list[Place]) -> None:
    """Mark the late tasks of these places, where rules have become shorter: they were told of often enough."""
    change = update(Task).where(OPEN, Task.due_at.is_not(None), func.coalesce(Task.escalated, 0) == level)
    if places:
        session.execute(change.where(_here(places)).values(escalated=TOLD).execution_options(synchronize_session=False))


def _due(session: Session, level: int, ripe: dict[Place, datetime]) -> list[Task]:
    """The tasks of these places that were due by then, of each process in turn, longest due first."""
    if not ripe:
        return []
    by_time: dict[datetime, list[Place]] = {}
    for place, until in ripe.items():
        by_time.setdefault(until, []).append(place)
    turn = func.row_number().over(partition_by=Task.process_id, order_by=(Task.due_at, Task.id))
    which = (*_late(max(by_time)), func.coalesce(Task.escalated, 0) == level)
    here = or_(*((Task.due_at <= until) & _here(places) for until, places in by_time.items()))
    ranked = select(Task.id, turn.label("turn")).join(Task.instance).where(*which, here).subquery()
    statement = (
        select(Task)
        .join(ranked, ranked.c.id == Task.id)
        .join(Task.process)
        .join(Task.instance)
        .join(Task.version)
        .options(
            contains_eager(Task.process),
            contains_eager(Task.instance),
            contains_eager(Task.version).load_only(Version.process_id, Version.number, Version.mode, Version.runs),
        )
        .order_by(ranked.c.turn, Task.due_at, Task.id)
        .limit(AT_ONCE)
    )
    return list(session.scalars(statement))


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
    return moment(text, now, UTC) - now if text else LATER


def _mark(session: Session, task: Task, level: int, now_at: int) -> bool:
    """Note how often a task was told of; False where somebody else was faster."""
    taken = session.execute(
        update(Task)
        .where(Task.id == task.id, OPEN, func.coalesce(Task.escalated, 0) == level)
        .values(escalated=now_at)
        .execution_options(synchronize_session=False)
    )
    return rows_changed(taken) == 1


def _tell(session: Session, task: Task, level: int, reached: int, rule: Rule, *, free: bool) -> None:
    last = reached == rule.reminders + 1
    if not _mark(session, task, level, TOLD if last else reached + 1):
        return
    to = {task.claimed_by} if task.claimed_by and not last else _who_answers(session, task.process)
    announce(session, TaskEscalated(task.id, task.process_id, task.step_name, reached + 1, tuple(sorted(to))))
    if free:
        _hand_over(session, task)


def _hand_over(session: Session, task: Task) -> None:
    """Let everybody who does it take a task, unless it changed meanwhile; that keeps no other task from being told."""
    task_id = task.id
    try:
        with session.begin_nested():
            hand_over(session, SYSTEM, task, None, _("it was late"))
    except (Conflict, Invalid) as error:
        log.info("late_task_not_handed_over", task=task_id, code=error.code)


def _who_answers(session: Session, process: Process) -> set[str]:
    return answering(session, process) | holders(session, "manager", unit_path=process.unit_path)
