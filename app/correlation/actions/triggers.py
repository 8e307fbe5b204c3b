"""What starts cases by itself: messages, signals and times of the start events of live versions."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from app.cases.actions.start import Cause, start
from app.cases.tables import Instance
from app.catalog.queries import visible_inside
from app.catalog.tables import Process, Version
from app.correlation.tables import Message, Trigger
from app.kernel import jobs
from app.kernel.errors import Conflict, TooMany
from app.kernel.i18n import _
from app.kernel.ids import first_id, made_at
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from processes import engine
from processes.schedule import timers

MADE_UP = 100
MOST_IN_A_ROW = 1000
MOST_OF_ONE = 2_000
MOST_A_MINUTE = 1_000
QUICKLY = MINUTE = timedelta(minutes=1)


class Endless(Conflict):
    """Cases start each other without an end."""

    final = True


def schedule(session: Session, process_id: str, version_id: str) -> None:
    """Make what starts a process by itself that of its new live version; a time that stays goes on being counted."""
    version = session.get_one(Version, version_id)
    wanted = engine.triggers(version.runnable) if version.runs and version.runnable else ()
    known = {row.step_id: row for row in session.scalars(select(Trigger).where(Trigger.process_id == process_id))}
    found = {one.step_id: one for one in wanted}
    for step_id, gone in known.items():
        if step_id not in found:
            session.delete(gone)
    for step_id, one in found.items():
        row = known.get(step_id)
        if row is not None and _same(row, one):
            row.version_id, row.step_name = version_id, one.step_name
            continue
        if row is not None:
            session.execute(delete(Trigger).where(Trigger.process_id == process_id, Trigger.step_id == step_id))
            session.expunge(row)
        session.add(fresh := _row(process_id, version_id, one))
        if fresh.due_at is not None:
            jobs.expect(session, fresh.due_at)
    session.flush()


def _same(row: Trigger, one: engine.Trigger) -> bool:
    return (row.kind, row.name, row.time_kind or "", row.time or "") == (one.kind, one.name, one.time_kind, one.time)


def _row(process_id: str, version_id: str, one: engine.Trigger) -> Trigger:
    due = timers.first_due(one.time_kind, one.time, clock.now(), one.zone) if one.kind == "timer" else None
    return Trigger(
        process_id=process_id, step_id=one.step_id, version_id=version_id, step_name=one.step_name, kind=one.kind,
        name=one.name, time_kind=one.time_kind or None, time=one.time or None,
        due_at=due.at if due else None, repeats=timers.written(due) if due else None, fired=0,
    )  # fmt: skip


def trigger_ids(session: Session, actor: Actor, kind: str, name: str) -> list[tuple[str, str]]:
    """Give the start events, by process and step, that this actor's message or signal of this name starts."""
    return [(process.id, row.step_id) for row, process in _live(session, actor, kind, name)]


def start_by(session: Session, actor: Actor, message: Message) -> list[Instance]:
    """Start a case of the process that begins with this message; of several processes, of the oldest one."""
    for row, process in _live(session, actor, message.kind, message.name):
        data = {**message.correlation, **message.data}
        return [start(session, SYSTEM, process, data, at=row.step_id, cause=_cause(session, message, process))]
    return []


def start_one(session: Session, process_id: str, step_id: str, signal: Message) -> None:
    """Start a case at this start event by a signal, if it is one of the live version still."""
    row, process = session.get(Trigger, (process_id, step_id)), session.get(Process, process_id)
    if row is not None and process is not None and _is_live(row, process):
        start(session, SYSTEM, process, signal.data, at=step_id, cause=_cause(session, signal, process))


def _cause(session: Session, thrown: Message, process: Process) -> Cause:
    """Say which cases, each begun at once by the one before, lead to the one that this message or signal starts.

    Raises Endless where they are so many that they would go on for ever, and TooMany where one process is to start
    more cases a minute than others leave room for: the caller waits.
    """
    thrower = session.get(Instance, thrown.from_id) if thrown.from_id else None
    if thrower is None or made_at(thrown.id) - thrower.started_at > QUICKLY:
        return Cause()
    count, origin = (thrower.chain or 0) + 1, thrower.origin_id or thrower.id
    if count > MOST_IN_A_ROW:
        raise Endless(
            "ENDLESS_STARTS",
            _(
                "Expected cases that start each other to come to an end, but “{name}” would start number {count} in a "
                "row, each at once after the one before. Change the model; no further case was started.",
                name=thrown.name,
                count=count,
            ),
            for_people=_(
                "“{name}” would start case number {count} in a row, each at once after the one before. No further "
                "case was started; change the model.",
                name=thrown.name,
                count=count,
            ),
        )
    if _up_to(session, Instance.origin_id == origin, MOST_OF_ONE) >= MOST_OF_ONE:
        raise Endless(
            "ENDLESS_STARTS",
            _(
                "Expected one case to lead to at most {most} others at once, but “{name}” would start one more. Change "
                "the model; no further case was started.",
                most=MOST_OF_ONE,
                name=thrown.name,
            ),
            for_people=_(
                "“{name}” would start one more case, and one case leads to at most {most} others at once. No further "
                "case was started; change the model.",
                most=MOST_OF_ONE,
                name=thrown.name,
            ),
        )
    since = (Instance.process_id == process.id, Instance.id >= first_id(clock.now() - MINUTE))
    if _up_to(session, and_(*since), MOST_A_MINUTE) >= MOST_A_MINUTE:
        words = _(
            "Expected at most {most} cases a minute of “{title}”. The next one has to wait.",
            most=MOST_A_MINUTE,
            title=process.title,
        )
        raise TooMany(
            "TOO_MANY_STARTS",
            words,
            for_people=_(
                "“{title}” starts at most {most} cases a minute. The next one has to wait.",
                most=MOST_A_MINUTE,
                title=process.title,
            ),
        )
    return Cause(count, origin)


def _up_to(session: Session, condition: ColumnElement[bool], most: int) -> int:
    few = select(Instance.id).where(condition).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(few)) or 0


def start_due(session: Session, process_id: str, step_id: str, due_at: datetime) -> None:
    """Start a case for a time that has come, once, and set the next one; a process that is put away lets it pass."""
    statement = select(Trigger).where(Trigger.process_id == process_id, Trigger.step_id == step_id)
    row = session.scalars(statement.with_for_update().execution_options(populate_existing=True)).one_or_none()
    process = session.get(Process, process_id)
    if row is None or process is None or row.due_at is None or row.due_at != due_at or row.due_at > clock.now():
        return
    live = _is_live(row, process)
    _move_on(row)
    if row.due_at is not None:
        jobs.expect(session, row.due_at)
    if live:
        start(session, SYSTEM, process, {}, at=step_id)


def _move_on(row: Trigger) -> None:
    """Set the next time; of more than a hundred that were missed, the last hundred are made up for."""
    row.fired, row.taken_at = row.fired + 1, None
    missed: deque[timers.Due] = deque(maxlen=MADE_UP)
    due, now = timers.next_due(timers.read(row.repeats or {})), clock.now()
    while due is not None and due.at <= now:
        missed.append(due)
        due = timers.next_due(due)
    following = missed[0] if missed else due
    row.due_at = following.at if following else None
    row.repeats = timers.written(following) if following else None


def _live(session: Session, actor: Actor, kind: str, name: str) -> list[tuple[Trigger, Process]]:
    statement = (
        select(Trigger, Process)
        .join(Process, Process.id == Trigger.process_id)
        .where(Trigger.kind == kind, Trigger.name == name[:255], visible_inside(actor))
        .where(Process.archived_at.is_(None), Process.live_version_id == Trigger.version_id)
        .order_by(Process.created_at, Process.id, Trigger.step_id)
    )
    return [(row, process) for row, process in session.execute(statement)]


def _is_live(row: Trigger, process: Process) -> bool:
    return process.archived_at is None and process.live_version_id == row.version_id
