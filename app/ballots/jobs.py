"""Ballots close by themselves at their deadline."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.ballots import actions, queries
from app.ballots.tables import Ballot
from app.kernel import clock
from app.kernel.jobs import periodic, task
from app.kernel.policy import SYSTEM


@task("ballots.close")
def close(session: Session, ballot_id: str) -> None:
    """Decide one ballot at its deadline."""
    ballot = session.get(Ballot, ballot_id)
    if ballot is not None:
        actions.settle(session, SYSTEM, ballot)


@periodic("ballots.close_due", every=timedelta(minutes=1))
def close_due(session: Session) -> None:
    """Decide whatever ballots are late, whatever became of their own jobs."""
    for ballot in queries.due(session, clock.now()):
        actions.settle(session, SYSTEM, ballot)
