"""Order what repeats, once for each time it is due, however many workers look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.kernel import clock
from app.kernel.database import Database
from app.kernel.events import announce
from app.kernel.jobs import port, registry
from app.kernel.jobs.news import ClockLookedAt
from app.kernel.jobs.tables import PeriodicJob
from app.kernel.logs import log
from app.kernel.unit import unit_of_work

SKEW = timedelta(minutes=5)
ROUNDS = 60
START = datetime(2000, 1, 1, tzinfo=UTC)


def tick(database: Database) -> int:
    """Defer every repeating task that is due and move its time on; gives how many this call deferred."""
    wanted = registry.all_periodic()
    if not wanted:
        return 0
    with unit_of_work(database, readonly=True) as session:
        rows = session.execute(select(PeriodicJob.name, PeriodicJob.due_at))
        due_at = {name: moment for name, moment in rows}
    return sum(_one(database, p, due_at.get(p.name)) for p in wanted)


def bring_forward(database: Database) -> int:
    """Make due what a clock that was set back would hold up; gives how many jobs."""
    with unit_of_work(database) as session:
        announce(session, ClockLookedAt(clock.now()))
        moved = port.bring_forward(session)
    if moved:
        log.warning("clock_was_set_back", jobs=moved)
    return moved


def _one(database: Database, repeating: registry.Periodic, due_at: datetime | None) -> int:
    now = clock.now()
    # A moment much further ahead than one round was set under a clock that was wrong: it counts as come.
    if due_at is not None and now < due_at <= now + repeating.every + SKEW:
        return 0
    following = next_time(now, repeating.every)
    with unit_of_work(database) as session:
        if due_at is None:
            kind = sqlite if database.is_sqlite else postgresql
            fresh = kind.insert(PeriodicJob).values(name=repeating.name, due_at=following)
            statement: Any = fresh.on_conflict_do_nothing()
        else:
            mine = (PeriodicJob.name == repeating.name, PeriodicJob.due_at == due_at)
            statement = update(PeriodicJob).where(*mine).values(due_at=following)
        if session.execute(statement.returning(PeriodicJob.name)).first() is None:
            return 0
        port.defer(session, repeating.name, lock=f"periodic:{repeating.name}")
    return 1


def next_time(now: datetime, every: timedelta) -> datetime:
    """Give the next full multiple of `every`, so that all workers agree on the moments."""
    return START + every * ((now - START) // every + 1)
