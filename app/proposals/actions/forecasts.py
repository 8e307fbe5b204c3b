"""Keeping fresh what proposals would do to running work, while people decide."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.impact.actions import FRESH, LOST, is_stale, order
from app.impact.tables import Forecast
from app.kernel.times import clock
from app.proposals.tables import Proposal
from app.proposals.transitions import OPEN_STATES

ORDERED_AT_ONCE = 50


def order_stale(session: Session) -> int:
    """Order anew what is old, and what never came to its end; gives how many, at most `ORDERED_AT_ONCE`."""
    wanted = list(islice(_stale(session), ORDERED_AT_ONCE))
    for proposal in wanted:
        order(session, proposal.id, proposal.process_id)
    return len(wanted)


def _stale(session: Session) -> Iterator[Proposal]:
    """Open proposals whose answer is old, read page by page: what took long is old later, and hides no other."""
    now, after = clock.now(), ""
    old = or_(Forecast.proposal_id.is_(None), Forecast.as_of < now - FRESH, Forecast.started_at < now - LOST)
    rows = select(Proposal, Forecast).outerjoin(Forecast, Forecast.proposal_id == Proposal.id)
    rows = (
        rows.where(Proposal.state.in_(OPEN_STATES), ~Proposal.is_in_words, old)
        .order_by(Proposal.id)
        .limit(ORDERED_AT_ONCE)
    )
    while True:
        found = session.execute(rows.where(Proposal.id > after)).all()
        yield from (proposal for proposal, row in found if row is None or is_stale(row))
        if len(found) < ORDERED_AT_ONCE:
            return
        after = found[-1][0].id
