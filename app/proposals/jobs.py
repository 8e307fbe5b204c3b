"""What proposals see to in the background: that they follow what is live, and that what is told of them is fresh."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs import periodic, task
from app.proposals import actions


@task("proposals.follow", manages_transactions=True)
def follow(database: Database, process_id: str) -> None:
    """Take open proposals of a process along to its live version, some in a transaction, until none is behind."""

    def unit() -> None:
        with unit_of_work(database) as session:
            actions.hold_process(session, process_id)
            actions.follow(session, process_id)

    outside_locks.ready(database, unit)


@task("proposals.fewer")
def fewer(session: Session, person_id: str, roles: list[list[str]]) -> None:
    """Tell of what nobody can decide since somebody has left, or holds these roles (role and unit) no more."""
    actions.tell_stuck(session, person_id, roles)


@periodic("proposals.followed", every=timedelta(minutes=1))
def followed(session: Session) -> None:
    """See to proposals that nobody took along, as after an upgrade."""
    actions.follow_stale(session)


@periodic("proposals.forecasts", every=timedelta(minutes=1))
def forecasts(session: Session) -> None:
    """Have answers worked out again that have become old."""
    actions.order_stale(session)
