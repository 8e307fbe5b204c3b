"""Cases that start by themselves: by a time, a signal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from app.cases.jobs import free
from app.correlation.actions import triggers
from app.correlation.tables import Message, Trigger
from app.kernel.errors import TooMany
from app.kernel.jobs import defer, periodic, task
from app.kernel.times import clock

AT_ONCE = 200


def next_start(now: datetime) -> Select[datetime | None]:
    """Select when the next case starts by itself of those that nobody has taken."""
    return select(func.min(Trigger.due_at)).where(Trigger.due_at.is_not(None), free(Trigger.taken_at, now))


@periodic("work.starts", every=timedelta(seconds=10), due=next_start)
def poll(session: Session) -> None:
    """Order a case for each start event whose time has come."""
    now = clock.now()
    due = session.execute(
        select(Trigger.process_id, Trigger.step_id, Trigger.due_at)
        .where(Trigger.due_at.is_not(None), Trigger.due_at <= now, free(Trigger.taken_at, now))
        .order_by(Trigger.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for process_id, step_id, due_at in due:
        mine = (Trigger.process_id == process_id, Trigger.step_id == step_id)
        session.execute(update(Trigger).where(*mine).values(taken_at=now))
        args = {"process_id": process_id, "step_id": step_id, "due_at": cast(datetime, due_at).isoformat()}
        defer(session, "work.start_due", args, lock=f"trigger:{process_id}:{step_id}"[:200], source=process_id)


@task("work.start_due")
def start_due(session: Session, process_id: str, step_id: str, due_at: str) -> None:
    """Start a case for a time that has come; where more times were missed meanwhile, the next one at once."""
    triggers.start_due(session, process_id, step_id, datetime.fromisoformat(due_at))
    session.flush()
    row = session.get(Trigger, (process_id, step_id))
    if row is not None and row.due_at is not None and row.taken_at is None and row.due_at <= clock.now():
        row.taken_at = clock.now()
        args = {"process_id": process_id, "step_id": step_id, "due_at": row.due_at.isoformat()}
        defer(session, "work.start_due", args, lock=f"trigger:{process_id}:{step_id}"[:200], source=process_id)


@task("work.start", longest=triggers.MINUTE)
def start_by_signal(session: Session, process_id: str, step_id: str, message_id: str, **more: Any) -> None:
    """Start a case by a signal; `from` names the case that threw it, for what is said where that fails."""
    signal = session.get(Message, message_id)
    if signal is None:
        return
    try:
        triggers.start_one(session, process_id, step_id, signal)
    except TooMany:
        args = {"process_id": process_id, "step_id": step_id, "message_id": message_id, **more}
        defer(session, "work.start", args, at=clock.now() + triggers.MINUTE, source=process_id)
