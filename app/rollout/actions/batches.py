"""Moving running cases to the live version, a chunk at a time: judged without a lock, written in one short stroke."""

from __future__ import annotations

import time

from sqlalchemy.orm import Session

from app.cases.queries.active import place
from app.catalog import queries as catalog
from app.catalog.tables import Version
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict
from app.kernel.events import announce
from app.kernel.jobs import defer
from app.kernel.times import clock
from app.rollout import queries
from app.rollout.actions.batch_size import Pace
from app.rollout.actions.judging import CANNOT_RUN, STAYS_BY_POLICY, Judged, Target, judge
from app.rollout.actions.store_verdicts import write
from app.rollout.events import RolloutAdvanced, RolloutFinished
from app.rollout.queries import Case
from app.rollout.tables import Rollout
from processes import engine

CHUNK = 20
SLICE, SLICE_OF_ONLY_WORKER = 10.0, 3.0


def advance(session: Session, rollout_id: str) -> None:
    """Give the next cases their verdict in this transaction, or end the rollout; safe to repeat."""
    rollout = queries.locked(session, rollout_id)
    if rollout is None or not rollout.goes_on:
        return
    cases = queries.to_move(session, rollout, CHUNK)
    target = _target(session, rollout, cases)
    _store(session, rollout_id, [judge(case, target) for case in cases], wait=True)
    _end_if_done(session, rollout_id)


def run(database: Database, rollout_id: str, after: str = "") -> None:
    """Move cases for a few seconds in many short transactions and order the next stretch, or end the rollout."""
    # Where there is one worker thread, timers and mails must not wait for long.
    pace, until = Pace(database.is_sqlite), time.monotonic() + (SLICE_OF_ONLY_WORKER if database.is_sqlite else SLICE)
    while time.monotonic() < until:
        last = _batch(database, rollout_id, after, pace.size, pace)
        after = last or ""
        if last is None and _stragglers(database, rollout_id, pace):
            return
        pace.rest()
    with unit_of_work(database) as session:
        defer(session, "rollout.chunk", {"rollout_id": rollout_id, "after": after}, lock=f"rollout:{rollout_id}")


def _stragglers(database: Database, rollout_id: str, pace: Pace) -> bool:
    """Wait for the next case that somebody held when its turn came; alone, so that nobody waits for us meanwhile.

    True where none is left, and the rollout has ended.
    """
    if _batch(database, rollout_id, "", 1, pace, wait=True) is not None:
        return False
    with unit_of_work(database) as session:
        return _end_if_done(session, rollout_id)


def _batch(database: Database, rollout_id: str, after: str, size: int, pace: Pace, *, wait: bool = False) -> str | None:
    """Move the next few cases behind this one; gives the place of the last one, None where there is none."""
    with unit_of_work(database, readonly=True) as session:
        rollout = session.get(Rollout, rollout_id)
        if rollout is None or not rollout.goes_on:
            return None
        cases = queries.to_move(session, rollout, size, after)
        target = _target(session, rollout, cases)
    judged = [judge(case, target) for case in cases]
    if not judged:
        return None
    began = time.monotonic()
    with unit_of_work(database) as session:
        _store(session, rollout_id, judged, wait=wait)
    if not wait:
        pace.took(time.monotonic() - began, len(judged))
    return place(cases[-1].state, cases[-1].id)


def _store(session: Session, rollout_id: str, judged: list[Judged], *, wait: bool) -> None:
    rollout = queries.locked(session, rollout_id)
    if rollout is None or not rollout.goes_on:
        return
    rollout.advanced_at = clock.now()
    if rollout.state == "planned":
        rollout.state, rollout.started_at = "running", rollout.advanced_at
    for verdict, number in write(session, rollout, judged, wait=wait).items():
        setattr(rollout, verdict, getattr(rollout, verdict) + number)
    rollout.total = max(rollout.total, rollout.done)
    session.flush()
    announce(session, RolloutAdvanced(rollout.id))


def _end_if_done(session: Session, rollout_id: str) -> bool:
    """End the rollout if no case waits for its verdict; True where nothing is left to do."""
    rollout = queries.locked(session, rollout_id)
    if rollout is None or not rollout.goes_on:
        return True
    if queries.to_move(session, rollout, 1):
        return False
    now = clock.now()
    rollout.started_at = rollout.started_at or now
    rollout.state, rollout.ended_at, rollout.total = "done", now, rollout.done
    announce(session, RolloutFinished(rollout.id, rollout.process_id, rollout.version_id, rollout.proposal_id))
    return True


def _target(session: Session, rollout: Rollout, cases: list[Case]) -> Target:
    version = catalog.version_by_id(session, rollout.version_id)
    if not rollout.migrates:
        return Target(None, {}, STAYS_BY_POLICY)
    definition = _definition(version)
    if definition is None:
        return Target(None, {}, CANNOT_RUN)
    sources = {i: _definition(catalog.version_by_id(session, i)) for i in {case.version_id for case in cases}}
    return Target(definition, sources, backs=queries.states_before(session, rollout, cases))


def _definition(version: Version) -> engine.Definition | None:
    try:
        return catalog.definition(version) if version.runs else None
    except Conflict:
        return None
