"""Locks of ballots: votes and the closing are kept apart."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ballots.tables import Ballot


def hold(session: Session, process_id: str) -> None:
    """Lock all open ballots of a process, in one order, before anything that may end several of them."""
    running = select(Ballot.id).where(Ballot.process_id == process_id, Ballot.state == "open").order_by(Ballot.id)
    session.execute(running.with_for_update()).all()


def lock(session: Session, ballot: Ballot, *, share: bool = False) -> None:
    """Keep votes and the closing apart: many may vote at once, nobody while the ballot is being closed."""
    row = select(Ballot).where(Ballot.id == ballot.id).with_for_update(read=share)
    session.scalars(row.execution_options(populate_existing=True)).one()
