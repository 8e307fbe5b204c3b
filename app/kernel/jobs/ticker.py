"""Order what repeats, once for each time it is due, however many workers look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.events import announce
from app.kernel.jobs import port, registry
from app.kernel.jobs.events import ClockChecked
from app.kernel.jobs.tables import PeriodicJob
from app.kernel.observability.logs import log
from app.kernel.times import clock

SKEW = timedelta(minutes=5)
SECONDS = 60.0
START = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Ticked:
    """How many tasks were deferred, and when something is due next."""

    ordered: int
    due: datetime | None


def tick(database: Database) -> Ticked:
    """Defer every repeating task that is due and move its time on; one statement where none is."""
    wanted = registry.all_periodic()
    if not wanted:
        return Ticked(0, None)
    again, found = _look(database, wanted)
    ordered, moments = 0, []
    for repeating in wanted:
        now = clock.now()
        due = _due(repeating, now, again.get(repeating.name), found.get(repeating.name))
        if due is not None and due <= now:
            ordered += _order(database, repeating, again.get(repeating.name))
            due = next_time(now, repeating)
        moments.append(due)
    return Ticked(ordered, min((moment for moment in moments if moment is not None), default=None))


def _look(
    database: Database, wanted: tuple[registry.Periodic, ...]
) -> tuple[dict[str, datetime], dict[str, datetime | None]]:
    """Give when each task may be deferred again, and when those that know it have something to do, in one statement."""
    now, part = clock.now(), "part"
    rows = select(literal(0).label(part), PeriodicJob.name, PeriodicJob.due_at)
    asked = [
        select(literal(1).label(part), literal(one.name, String), one.due(now).scalar_subquery())
        for one in wanted if one.due is not None
    ]  # fmt: skip
    with unit_of_work(database, readonly=True) as session:
        statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] = (
            union_all(rows, *asked) if asked else rows
        )
        told = session.execute(statement).all()
    return {name: at for kind, name, at in told if kind == 0}, {name: at for kind, name, at in told if kind == 1}


def bring_forward(database: Database) -> int:
    """Make due what a clock that was set back would hold up; gives how many jobs."""
    with unit_of_work(database) as session:
        announce(session, ClockChecked(clock.now()))
        moved = port.bring_forward(session)
    if moved:
        log.warning("clock_was_set_back", jobs=moved)
    return moved


def _due(
    repeating: registry.Periodic, now: datetime, again: datetime | None, found: datetime | None
) -> datetime | None:
    """Give when a task is to be deferred; None while there is nothing for it to do.

    A moment much further ahead than one round was set under a clock that was wrong: it counts as come.
    """
    if again is None or again > now + repeating.every + SKEW:
        again = now
    if repeating.due is None:
        return again
    if found is None:
        return None
    # What was deferred after the moment found is on its way to do it; only what it leaves waits for the next round.
    return found if again - repeating.every < found else max(found, again)


def _order(database: Database, repeating: registry.Periodic, seen: datetime | None) -> int:
    """Defer a task unless somebody else has, since its row was seen."""
    following = next_time(clock.now(), repeating)
    with unit_of_work(database) as session:
        if seen is None:
            kind = sqlite if database.is_sqlite else postgresql
            fresh = kind.insert(PeriodicJob).values(name=repeating.name, due_at=following)
            statement: Any = fresh.on_conflict_do_nothing()
        else:
            mine = (PeriodicJob.name == repeating.name, PeriodicJob.due_at == seen)
            statement = update(PeriodicJob).where(*mine).values(due_at=following)
        if session.execute(statement.returning(PeriodicJob.name)).first() is None:
            return 0
        port.defer(session, repeating.name, lock=f"periodic:{repeating.name}")
    return 1


def next_time(now: datetime, repeating: registry.Periodic) -> datetime:
    """Give when a task may be deferred after now.

    One that knows what is due: after its time; else at the next full multiple of it, so that all workers agree on the
    moments.
    """
    if repeating.due is not None:
        return now + repeating.every
    return START + repeating.every * ((now - START) // repeating.every + 1)
