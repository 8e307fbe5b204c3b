"""Working out, in the background, what a proposal would do to running work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import islice

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.cases.queries.active import place
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel import live
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.i18n import _
from app.kernel.ids import new_id
from app.kernel.jobs import defer
from app.kernel.times import clock
from app.proposals import queries
from app.proposals.queries import impact_survey
from app.proposals.tables import Forecast, Proposal
from app.proposals.transitions import OPEN_STATES
from processes import model

AT_ONCE = 500
ORDERED_AT_ONCE = 50
SLICE = 3.0
FRESH = timedelta(minutes=10)
LOST = timedelta(minutes=30)


def order(session: Session, proposal: Proposal) -> None:
    """Have the answer worked out anew; one that is being worked out stops, the last one is shown meanwhile."""
    row = session.get(Forecast, proposal.id) or Forecast(proposal_id=proposal.id)
    row.run, row.draft, row.seen, row.started_at = new_id(), None, 0, clock.now()
    row.total = impact_survey.count_running(session, proposal.process_id)
    session.add(row)
    session.flush()
    arguments = {"proposal_id": proposal.id, "run": row.run}
    defer(session, "proposals.forecast", arguments, lock=f"forecast:{proposal.id}")


def order_stale(session: Session) -> int:
    """Order anew what is old, and what never came to its end; gives how many, at most `ORDERED_AT_ONCE`."""
    wanted = list(islice(_stale(session), ORDERED_AT_ONCE))
    for proposal in wanted:
        order(session, proposal)
    return len(wanted)


def _stale(session: Session) -> Iterator[Proposal]:
    """Open proposals whose answer is old, read page by page: what took long is old later, and hides no other."""
    now, after = clock.now(), ""
    old = or_(Forecast.proposal_id.is_(None), Forecast.as_of < now - FRESH, Forecast.started_at < now - LOST)
    rows = select(Proposal, Forecast).outerjoin(Forecast, Forecast.proposal_id == Proposal.id)
    rows = rows.where(Proposal.state.in_(OPEN_STATES), old).order_by(Proposal.id).limit(ORDERED_AT_ONCE)
    while True:
        found = session.execute(rows.where(Proposal.id > after)).all()
        yield from (proposal for proposal, row in found if row is None or _is_stale(row))
        if len(found) < ORDERED_AT_ONCE:
            return
        after = found[-1][0].id


def _is_stale(row: Forecast) -> bool:
    """What took long is asked for less often; what goes on is let go on unless its worker is gone for good."""
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
    seen, process_id = begun
    looked = 0
    while True:  # at least once, however long it took to get here: nothing seen would read as nothing there
        with unit_of_work(database, readonly=True) as session:
            cases = impact_survey.running(session, process_id, after, AT_ONCE)
            definitions = impact_survey.sources(session, cases)
        if not cases:
            after = ""
            break
        seen.look(cases, definitions)
        looked, after = looked + len(cases), place(cases[-1].state, cases[-1].id)
        if time.monotonic() - began >= SLICE:
            break
    with unit_of_work(database) as session:
        _put_down(session, proposal_id, run, seen, after, (looked, time.monotonic() - began))


def _begun(database: Database, proposal_id: str, run: str) -> tuple[impact_survey.Survey, str] | None:
    with unit_of_work(database, readonly=True) as session:
        return _taken_up(session, proposal_id, run)


def _taken_up(session: Session, proposal_id: str, run: str) -> tuple[impact_survey.Survey, str] | None:
    row = session.get(Forecast, proposal_id)
    if row is None or row.run != run:
        return None
    proposal = session.get_one(Proposal, proposal_id)
    process = session.get_one(Process, proposal.process_id)
    changed = _changed(session, proposal, process)
    target = impact_survey.Target(None, _("It does not fit the live version, so nothing would move."))
    if changed is not None:
        policy = queries.policy_for(session, proposal)
        target = impact_survey.target_of(session, process, changed, migrates=policy.migrate)
    return impact_survey.Survey(target, row.draft), process.id


def _changed(session: Session, proposal: Proposal, process: Process) -> model.Model | None:
    """The live model as it would be after the proposal."""
    live = catalog.live_version(session, process)
    return queries.on_version(session, queries.revision(session, proposal), live).changed.model


def _put_down(
    session: Session, proposal_id: str, run: str, seen: impact_survey.Survey, after: str, spent: tuple[int, float]
) -> None:
    locked = select(Forecast).where(Forecast.proposal_id == proposal_id).with_for_update()
    row = session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.run != run:
        return
    looked, seconds = spent
    row.seen += looked
    row.total = max(row.total, row.seen)
    row.seconds = seconds if row.draft is None else row.seconds + seconds
    if after:
        row.draft = seen.to_dict()
        defer(session, "proposals.forecast", {"proposal_id": proposal_id, "run": run, "after": after},
              lock=f"forecast:{proposal_id}")  # fmt: skip
    else:
        revision = session.get_one(Proposal, proposal_id).revision
        row.result, row.draft, row.run, row.as_of = {**seen.to_dict(), "revision": revision}, None, None, clock.now()
    live.ping(session, f"proposal:{proposal_id}")
