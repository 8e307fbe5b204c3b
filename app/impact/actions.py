"""Working out, in the background, what a proposal would do to running work."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.queries.active import place
from app.impact.queries.survey import Survey, Target, count_running, running, sources, target_of
from app.impact.slots import considered
from app.impact.tables import Forecast
from app.kernel import live
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.i18n import _
from app.kernel.ids import new_id
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM
from app.kernel.subject import Subject
from app.kernel.times import clock

AT_ONCE = 500
SLICE = 3.0
FRESH = timedelta(minutes=10)
LOST = timedelta(minutes=30)


@dataclass(frozen=True)
class Begun:
    """What a computation goes on with, of which process and revision."""

    seen: Survey
    process_id: str
    revision: int


def order(session: Session, proposal_id: str, process_id: str) -> None:
    """Have the answer worked out anew; one that is being worked out stops, the last one is shown meanwhile."""
    row = session.get(Forecast, proposal_id) or Forecast(proposal_id=proposal_id)
    row.run, row.draft, row.seen, row.started_at = new_id(), None, 0, clock.now()
    row.total = count_running(session, process_id)
    session.add(row)
    session.flush()
    arguments = {"proposal_id": proposal_id, "run": row.run}
    defer(session, "proposals.forecast", arguments, lock=f"forecast:{proposal_id}")


def is_stale(row: Forecast) -> bool:
    """Whether to ask anew: what took long is asked for less often; what goes on goes on while its worker is there."""
    now = clock.now()
    if row.run is not None:
        return row.started_at is None or row.started_at < now - LOST
    return row.as_of is None or row.as_of < now - max(FRESH, timedelta(seconds=20 * row.seconds))


def work_out(database: Database, proposal_id: str, run: str, after: str = "") -> None:
    """Go through running cases for a few seconds, then put down what was found and order the rest, or end."""
    began = time.monotonic()
    begun = outside_locks.ready(database, partial(_begun, database, proposal_id, run))
    if begun is None:
        return
    seen, process_id = begun.seen, begun.process_id
    looked = 0
    while True:  # at least once, however long it took to get here: nothing seen would read as nothing there
        with unit_of_work(database, readonly=True) as session:
            cases = running(session, process_id, after, AT_ONCE)
            definitions = sources(session, cases)
        if not cases:
            after = ""
            break
        seen.look(cases, definitions)
        looked, after = looked + len(cases), place(cases[-1].state, cases[-1].id)
        if time.monotonic() - began >= SLICE:
            break
    with unit_of_work(database) as session:
        _put_down(session, proposal_id, run, begun, after, (looked, time.monotonic() - began))


def _begun(database: Database, proposal_id: str, run: str) -> Begun | None:
    with unit_of_work(database, readonly=True) as session:
        return _taken_up(session, proposal_id, run)


def _taken_up(session: Session, proposal_id: str, run: str) -> Begun | None:
    row = session.get(Forecast, proposal_id)
    if row is None or row.run != run:
        return None
    change = next(iter(considered.answers(session, SYSTEM, proposal_id=proposal_id)), None)
    if change is None:
        return None
    target = Target(None, _("It does not fit the live version, so nothing would move."))
    if change.changed is not None:
        target = target_of(session, change.process, change.changed, migrates=change.migrates)
    return Begun(Survey(target, row.draft), change.process.id, change.revision)


def _put_down(session: Session, proposal_id: str, run: str, begun: Begun, after: str, spent: tuple[int, float]) -> None:
    locked = select(Forecast).where(Forecast.proposal_id == proposal_id).with_for_update()
    row = session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.run != run:
        return
    looked, seconds = spent
    row.seen += looked
    row.total = max(row.total, row.seen)
    row.seconds = seconds if row.draft is None else row.seconds + seconds
    if after:
        row.draft = begun.seen.to_dict()
        defer(session, "proposals.forecast", {"proposal_id": proposal_id, "run": run, "after": after},
              lock=f"forecast:{proposal_id}")  # fmt: skip
    else:
        row.result = {**begun.seen.to_dict(), "revision": begun.revision}
        row.draft, row.run, row.as_of = None, None, clock.now()
    live.ping(session, Subject.of("proposal", proposal_id))
