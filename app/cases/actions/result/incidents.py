"""Keep the incidents of an instance: what could not go on, until it does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cases.actions.result.writers import Writing, writes
from app.cases.events import IncidentOpened
from app.cases.tables import Incident, Instance, Task
from app.kernel.events import announce
from app.kernel.ids import new_id
from app.kernel.policy import Actor
from processes import engine
from processes.engine import ExecutionResult

JOB = "job"


@writes("incidents")
def store_incidents(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> None:
    """Make the open incidents those of the result, and count them; free where there are none.

    New ones are put to the news, for `tell_of` when all is done that follows: what a caller catches is no news.
    """
    if not result.incidents and not instance.incidents:
        writing.columns["incidents"] = 0
        return
    now = writing.now
    rows = open_incidents(session, instance.id)
    known = {row.task_id: row for row in rows if row.kind != JOB}
    found = {one.task_id: one for one in result.incidents}
    for task_id, row in known.items():
        if task_id in found:
            row.words, row.step_id, row.step_name = (getattr(found[task_id], f) for f in _SAME)
        else:
            row.closed_at, row.closed_by = now, writing.actor.id or None
    fresh = [one for task_id, one in found.items() if task_id not in known]
    for one in fresh:
        row = _row(instance, one, now)
        session.add(row)
        writing.news.append(row)
    if fresh:
        _stop_tasks(session, [one.task_id for one in fresh], now)
    session.flush()
    writing.columns["incidents"] = len(found) + len(rows) - len(known)


_SAME = ("words", "step_id", "step_name")


def open_incidents(session: Session, instance_id: str) -> list[Incident]:
    """Give the open incidents of an instance, oldest first."""
    rows = select(Incident).where(Incident.instance_id == instance_id, Incident.closed_at.is_(None))
    return list(session.scalars(rows.order_by(Incident.id)))


def close_incidents(session: Session, instance: Instance, actor: Actor, now: datetime) -> None:
    """Close whatever is open about an instance, which has ended."""
    session.execute(
        update(Incident)
        .where(Incident.instance_id == instance.id, Incident.closed_at.is_(None))
        .values(closed_at=now, closed_by=actor.id or None)
    )
    instance.incidents = 0


def open_job_incident(
    session: Session, instance: Instance, job_id: str, words: str, attempts: int, now: datetime
) -> Incident:
    """Note that a job about an instance used up its attempts."""
    row = _row(instance, engine.Incident("", "", "", JOB, words), now)
    row.job_id, row.attempts = job_id, attempts
    session.add(row)
    tell_of(session, [row])
    return row


def tell_of(session: Session, news: list[Incident]) -> None:
    """Tell of new incidents that are still open."""
    for row in news:
        if row.closed_at is None:
            announce(session, IncidentOpened(row.id, row.instance_id, row.process_id, row.step_name))


def _row(instance: Instance, one: engine.Incident, now: datetime) -> Incident:
    return Incident(
        id=new_id(), instance_id=instance.id, process_id=instance.process_id, task_id=one.task_id,
        step_id=one.step_id, step_name=one.step_name, kind=one.kind, words=one.words, attempts=1, opened_at=now,
        closed_at=None,
    )  # fmt: skip


def _stop_tasks(session: Session, task_ids: list[str], now: datetime) -> None:
    """A task that could not be done is no longer open; trying again opens it anew."""
    session.execute(
        update(Task)
        .where(Task.id.in_(task_ids), Task.state == "open")
        .values(state="failed", closed_at=now, form=None, data=None)
        .execution_options(synchronize_session=False)
    )
