"""Timers whose moment has come: taken by one worker, fired once.

A timer is taken for a while only: where the job that was to fire it is lost, it is taken again. That harms nobody, as
firing looks into the instance's state, under its lock, for what is due.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import QueryableAttribute, Session

from app.cases import actions
from app.cases.tables import Instance, Timer
from app.kernel.jobs import defer, periodic, task
from app.kernel.times import clock

AT_ONCE = 500
LEASE = timedelta(minutes=10)
SKEW = timedelta(minutes=1)


def free(taken_at: QueryableAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    """Whether nobody has taken something, or had it for too long, or took it under a clock that was wrong."""
    return or_(taken_at.is_(None), taken_at < now - LEASE, taken_at > now + SKEW)


def next_timer(now: datetime) -> Select[datetime]:
    """Select when the next timer is due that nobody has taken."""
    return select(func.min(Timer.due_at)).where(Timer.held.is_(None), free(Timer.taken_at, now))


@periodic("work.timers", every=timedelta(seconds=5), due=next_timer)
def poll(session: Session) -> None:
    """Take the timers that are due, and order their instances to go on."""
    now = clock.now()
    due = session.execute(
        select(Timer.instance_id, Instance.process_id)
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Timer.due_at <= now, Timer.held.is_(None), free(Timer.taken_at, now))
        .order_by(Timer.due_at)
        .limit(AT_ONCE)
        .with_for_update(of=Timer, skip_locked=True)
    ).all()
    if not due:
        return
    processes = {instance_id: process_id for instance_id, process_id in due}
    instances = sorted(processes)
    session.execute(
        update(Timer)
        .where(Timer.instance_id.in_(instances), Timer.due_at <= now)
        .values(taken_at=now)
        .execution_options(synchronize_session=False)
    )
    for instance_id in instances:
        lock = f"instance:{instance_id}"
        defer(session, "work.fire", {"instance_id": instance_id}, lock=lock, source=processes[instance_id])
    if len(due) == AT_ONCE:
        defer(session, "work.timers", lock="periodic:work.timers")


@task("work.fire")
def fire(session: Session, instance_id: str) -> None:
    """Let an instance's due timers take effect."""
    actions.fire(session, instance_id)
