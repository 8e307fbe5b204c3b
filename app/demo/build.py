"""Build the demo: the organisation with its cases, then half a year of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.cases.tables import Instance
from app.catalog.tables import Process
from app.demo import organisation
from app.demo.cases import chosen
from app.demo.history import History
from app.kernel import audit, jobs
from app.kernel.audit import AuditEntry
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.policy import SYSTEM
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.notices.jobs import digest

SEED = 20
DAYS = 182
BUILT = "demo.built"


@dataclass(frozen=True)
class Built:
    """What the demo holds."""

    people: int
    finished: int
    running: int
    happenings: int


def state_of(session: Session) -> str:
    """Say what a database holds: 'empty', 'demo', 'unfinished' (a demo whose building was cut off) or 'other'."""
    if session.scalar(select(AuditEntry.seq).where(AuditEntry.kind == BUILT).limit(1)) is not None:
        return "demo"
    if organisation.is_there(session):
        return "unfinished"
    taken = session.scalar(select(Person.id).limit(1)) or session.scalar(select(Process.id).limit(1))
    return "other" if taken else "empty"


def cases_of(session: Session) -> list[str]:
    """Give the keys of the cases that a built demo holds."""
    built = session.scalars(select(AuditEntry.body).where(AuditEntry.kind == BUILT).limit(1)).first() or {}
    return list(built.get("cases", ("marketing",)))


def build(
    database: Database, end: datetime, *, scale: float = 1.0, progress: Callable[[float], None] = lambda share: None,
    only: Sequence[str] = (),
) -> Built:  # fmt: skip
    """Fill an empty database with the organisation and its history up to `end`, or with `only` some cases of it.

    The same end gives the same story, and a case is told the same whatever others are told beside it.
    """
    cases = chosen(only)
    jobs.use(database, "embedded")  # the one whose clock can be set; what is still queued later is looked for anew
    start = (end - timedelta(days=DAYS)).replace(hour=7, minute=30, second=0, microsecond=0)
    history = History(database, Random(SEED), start, end)  # noqa: S311 - a story, not a secret
    with clock.frozen(start), unit_of_work(database) as session:
        organisation.found(session, cases)
    ends = [case.plan(history.part(SEED), scale) for case in cases]
    happenings = history.play(progress)
    history.work_off(end)
    with clock.frozen(end), unit_of_work(database) as session:
        for done in ends:
            done(session)
        built = _counted(session, happenings)
        what = {"finished": built.finished, "running": built.running, "cases": [case.key for case in cases]}
        audit.record(session, SYSTEM, BUILT, Subject("organisation"), what)
    _mail(database, end)
    progress(1.0)
    return built


def _mail(database: Database, end: datetime) -> None:
    """Send the mails of the last day that people have not read, as at noon, whatever the hour is now."""
    noon = end.replace(hour=12, minute=0, second=0, microsecond=0)
    with clock.frozen(noon if noon <= end else noon - timedelta(days=1)):
        digest(database)


def _counted(session: Session, happenings: int) -> Built:
    states = dict(session.execute(select(Instance.state, func.count()).group_by(Instance.state)).all())
    people = session.scalar(select(func.count()).select_from(Person)) or 0
    return Built(people, states.get("completed", 0), states.get("running", 0), happenings)
