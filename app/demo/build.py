"""Build the demo: the organisation, then half a year of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.accounts.tables import Person
from app.cases.tables import Instance
from app.catalog.tables import Process
from app.demo import orders, organisation
from app.demo.casework import Casework
from app.demo.cast import VISITOR
from app.demo.history import History
from app.demo.telling import Telling
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
JOINED = 54
BUILT = "demo.built"
# process, cases spread over the whole time, cases of the last days that mostly still run
CASES = (("campaign-approval", 200, 34), ("lead-handover", 230, 32), ("event-report", 90, 11), ("print-order", 56, 12))
LAST_DAYS = 9
LEAST_ORDERS = 12
# how many days ago the visitor started a case of her own, and whether she did its first task
OWN = ((JOINED - 4, True), (1, False))


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


def build(
    database: Database, end: datetime, *, scale: float = 1.0, progress: Callable[[float], None] = lambda share: None
) -> Built:
    """Fill an empty database with the organisation and its history up to `end`; the same end gives the same story."""
    jobs.use(database, "embedded")  # the one whose clock can be set; what is still queued later is looked for anew
    start = (end - timedelta(days=DAYS)).replace(hour=7, minute=30, second=0, microsecond=0)
    history = History(database, Random(SEED), start, end)  # noqa: S311 - a story, not a secret
    with clock.frozen(start), unit_of_work(database) as session:
        organisation.found(session)
        people = sorted(actors(session).values(), key=lambda actor: actor.email)
    casework = Casework(history, people)
    _plan(history, casework, scale)
    happenings = history.play(progress)
    history.work_off(end)
    with clock.frozen(end), unit_of_work(database) as session:
        casework.claim_some(session)
        built = _counted(session, happenings)
        what = {"finished": built.finished, "running": built.running}
        audit.record(session, SYSTEM, BUILT, Subject("organisation"), what)
    _mail(database, end)
    progress(1.0)
    return built


def _mail(database: Database, end: datetime) -> None:
    """Send the mails of the last day that people have not read, as at noon, whatever the hour is now."""
    noon = end.replace(hour=12, minute=0, second=0, microsecond=0)
    with clock.frozen(noon if noon <= end else noon - timedelta(days=1)):
        digest(database)


def _plan(history: History, casework: Casework, scale: float) -> None:
    history.after_jobs = casework.catch_up
    Telling(history).plan()
    history.plan(history.days_before(JOINED, 8), lambda session: casework.join([organisation.welcome(session)]))
    with unit_of_work(history.database, readonly=True) as session:
        processes = dict(session.execute(select(Process.key, Process.id)).all())
    first, lately = history.start + timedelta(days=3), history.end - timedelta(days=LAST_DAYS)
    for key, cases, fresh in CASES:
        odd, before = key == orders.KEY, round(cases * scale)
        last = max(LEAST_ORDERS, round(fresh * scale)) if odd else round(fresh * scale)
        casework.start_cases(processes[key], first, lately, before)
        casework.start_cases(processes[key], lately, history.end, last, after=before, odd=odd)
    history.plan(history.days_before(2, 17), casework.leave)
    _own(history, casework, processes, scale)


def _own(history: History, casework: Casework, processes: dict[str, str], scale: float) -> None:
    """Let the visitor start two cases of her own, so that she has done a task and has one, whoever does the others."""
    key, cases, fresh = CASES[0]
    for number, (days, finish) in enumerate(OWN, round(cases * scale) + round(fresh * scale) + 1):
        visit = partial(_visit, casework=casework, process_id=processes[key], number=number, finish=finish)
        history.plan(history.days_before(days, 11), visit)


def _visit(session: Session, casework: Casework, process_id: str, number: int, finish: bool) -> None:
    casework.take_up(session, organisation.actor(session, VISITOR), process_id, number, finish=finish)


def _counted(session: Session, happenings: int) -> Built:
    states = dict(session.execute(select(Instance.state, func.count()).group_by(Instance.state)).all())
    people = session.scalar(select(func.count()).select_from(Person)) or 0
    return Built(people, states.get("completed", 0), states.get("running", 0), happenings)
