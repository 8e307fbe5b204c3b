"""Ballots close by themselves at their deadline."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.ballots import actions, queries
from app.ballots.tables import Ballot
from app.kernel.jobs import defer, periodic, task
from app.kernel.policy import SYSTEM
from app.kernel.times import clock


@task("ballots.close")
def close(session: Session, ballot_id: str) -> None:
    """Decide one ballot at its deadline."""
    ballot = session.get(Ballot, ballot_id)
    if ballot is not None:
        actions.settle(session, SYSTEM, ballot)


@periodic("ballots.close_due", every=timedelta(minutes=1))
def close_due(session: Session) -> None:
    """Have whatever ballots are late decided, whatever became of their own jobs: each in a transaction of its own."""
    for ballot in queries.due(session, clock.now()):
        defer(session, "ballots.close", {"ballot_id": ballot.id}, lock=f"ballot:{ballot.id}")
