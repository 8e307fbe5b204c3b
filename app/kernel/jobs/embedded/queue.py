"""The job table as a queue: add, claim under a lease, renew, finish, fail. Each function is one transaction's part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, and_, delete, exists, false, func, insert, not_, or_, select, true, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.kernel.db.rowcount import rows_changed
from app.kernel.jobs import fairness, registry
from app.kernel.jobs.tables import FAILED, QUEUED, RUNNING, Job
from app.kernel.times import clock

TABLE = cast(Table, Job.__table__)
LEASE = timedelta(seconds=30)


class Running(NamedTuple):
    """A job that runs, as its worker renewed it last: whoever sees no change for as long as a lease takes it over.

    When a lease ends is not asked: the clock may be set meanwhile, and a job that runs would be done twice.
    """

    id: int
    fence: int
    leased_until: datetime


class Fenced(Exception):
    """The lease ran out and another worker has the job: what this one did is undone."""


@dataclass(frozen=True)
class Claim:
    """A job that this worker may do, until its lease runs out; `fence` proves that it still may."""

    id: int
    task: str
    args: dict[str, Any]
    attempts: int
    fence: int
    source: str | None = None


def add(
    session: Session, task: str, args: dict[str, Any], at: datetime | None, lock: str | None,
    source: str | None = None, told: ColumnElement[None] | None = None,
) -> None:  # fmt: skip
    """Put a job into the queue, behind those of the same source; `told` is selected with it."""
    now = clock.now()
    run_at = at or now
    behind = _waiting(session, source) if source is not None else 0
    added = insert(TABLE).values(
        task=task, args=args, state=QUEUED, run_at=run_at, lock=lock, attempts=0, fence=0, created_at=now,
        source=source, turn=fairness.turn(run_at, behind),
    )  # fmt: skip
    session.execute(added if told is None else added.returning(told))


def _waiting(session: Session, source: str) -> int:
    few = select(TABLE.c.id).where(TABLE.c.source == source, TABLE.c.state == QUEUED).limit(fairness.MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(few.subquery())) or 0


def in_lane(slow: bool | None) -> Any:
    """Give the condition for jobs that wait on others (`slow`: mail, HTTP), those that do not, or all."""
    if slow is None:
        return true()
    names = sorted(task.name for task in registry.all_tasks() if task.manages_transactions)
    return TABLE.c.task.in_(names) if slow else TABLE.c.task.not_in(names)


def next_due(session: Session, slow: bool | None = None) -> datetime | None:
    """Give when the next job that waits may run."""
    queued = select(TABLE.c.run_at).where(TABLE.c.state == QUEUED, in_lane(slow))
    return session.scalar(queued.order_by(TABLE.c.run_at).limit(1))


def running(session: Session, slow: bool | None = None) -> list[Running]:
    """Give the jobs that run now, as their workers renewed them last."""
    rows = select(TABLE.c.id, TABLE.c.fence, TABLE.c.leased_until).where(TABLE.c.state == RUNNING, in_lane(slow))
    return [Running(*row) for row in session.execute(rows)]


def claim(
    session: Session, lost: Collection[Running] = (), slow: bool | None = None, last: str | None = None
) -> Claim | None:
    """Take the job whose turn it is of those that are due, with a free lock, or None.

    Jobs that are `lost` are taken over first, unless their worker has renewed them since; those of the source served
    `last` only where no other is due.
    """
    now = clock.now()
    other = TABLE.alias("other")
    blocked = exists().where(
        other.c.lock == TABLE.c.lock,
        other.c.id != TABLE.c.id,
        or_(other.c.state == RUNNING, and_(other.c.state == QUEUED, other.c.id < TABLE.c.id)),
    )
    queued = (TABLE.c.state == QUEUED, TABLE.c.run_at <= now)
    left, others, waiting = (
        select(TABLE.c.id)
        .where(*ready, in_lane(slow), or_(TABLE.c.lock.is_(None), not_(blocked)))
        .order_by(TABLE.c.turn, TABLE.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
        for ready in (
            (TABLE.c.state == RUNNING, or_(false(), *map(_still_as, lost))),
            (*queued, or_(TABLE.c.source.is_(None), TABLE.c.source != last)),
            queued,
        )
    )
    row = session.execute(
        update(TABLE)
        .where(TABLE.c.id == (func.coalesce(left, waiting) if last is None else func.coalesce(left, others, waiting)))
        .values(state=RUNNING, fence=TABLE.c.fence + 1, attempts=TABLE.c.attempts + 1, leased_until=now + LEASE)
        .returning(TABLE.c.id, TABLE.c.task, TABLE.c.args, TABLE.c.attempts, TABLE.c.fence, TABLE.c.source)
    ).one_or_none()
    return Claim(*row) if row else None


def _still_as(seen: Running) -> Any:
    return and_(TABLE.c.id == seen.id, TABLE.c.fence == seen.fence, TABLE.c.leased_until == seen.leased_until)


def renew(session: Session, held: Claim) -> bool:
    """Hold a job for longer; False where another worker has it by now."""
    return _touch(session, held, update(TABLE).values(leased_until=clock.now() + LEASE))


def finish(session: Session, held: Claim) -> None:
    """Take a job that is done out of the queue; raises Fenced where another worker has it by now."""
    if not _touch(session, held, delete(TABLE)):
        raise Fenced(f"job {held.id}")


def fail(session: Session, held: Claim, error: BaseException) -> bool:
    """Note an error: the job is tried again later, or kept as failed; False where another worker has it."""
    words = registry.words_of(error)
    if is_last(held) or registry.is_final(error):
        return _touch(session, held, update(TABLE).values(state=FAILED, leased_until=None, error=words))
    later = clock.now() + registry.wait_after(held.attempts)
    return _touch(
        session, held, update(TABLE).values(state=QUEUED, leased_until=None, error=words, run_at=later, turn=later)
    )


def put_off(session: Session, held: Claim, words: str) -> bool:
    """Queue a job again that an outage ended, its attempt not counted; False where another worker has it by now."""
    later = clock.now() + registry.OUTAGE_WAIT
    waiting = {"state": QUEUED, "leased_until": None, "error": words, "run_at": later, "turn": later}
    return _touch(session, held, update(TABLE).values(**waiting, attempts=held.attempts - 1))


def bring_forward(session: Session) -> int:
    """Make due what lies further ahead than it can have been ordered: the clock was set back since.

    What waits for a moment that somebody named (the close of a vote) is left as it is. Gives how many there were.
    """
    now = clock.now() + registry.SKEW
    far = [and_(TABLE.c.run_at <= TABLE.c.created_at, TABLE.c.run_at > now)]
    far += [and_(TABLE.c.error.is_not(None), TABLE.c.run_at > now + registry.LONGEST_WAIT)]
    for task in registry.all_tasks():
        if task.longest is not None:
            far.append(and_(TABLE.c.task == task.name, TABLE.c.run_at > now + task.longest))
    due = update(TABLE).where(TABLE.c.state == QUEUED, TABLE.c.run_at > now, or_(*far))
    done = session.execute(due.values(run_at=clock.now(), turn=clock.now()))
    return rows_changed(done)


def give_back(session: Session, job_id: int) -> bool:
    """Queue a failed job again with all its attempts."""
    done = session.execute(
        update(TABLE)
        .where(TABLE.c.id == job_id, TABLE.c.state == FAILED)
        .values(state=QUEUED, attempts=0, run_at=clock.now(), turn=clock.now(), created_at=clock.now())
    )
    return rows_changed(done) == 1


def is_spent(held: Claim) -> bool:
    """Whether the job was started more often than it may be (its workers died each time)."""
    return held.attempts > _attempts(held.task)


def is_last(held: Claim) -> bool:
    """Whether no attempt is left after this one."""
    return held.attempts >= _attempts(held.task)


def _attempts(name: str) -> int:
    try:
        return registry.find(name).attempts
    except registry.UnknownTask:
        return registry.ATTEMPTS


def _touch(session: Session, held: Claim, statement: Any) -> bool:
    mine = (TABLE.c.id == held.id, TABLE.c.state == RUNNING, TABLE.c.fence == held.fence)
    return rows_changed(session.execute(statement.where(*mine))) == 1
