"""What ballots write into the audit log, in words, and how a ballot is called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ballots.outcomes import CANCELLED, FAILED, PASSED
from app.ballots.tables import Ballot
from app.kernel.audit import Act, Named, Things

OUTCOMES = {PASSED: "it passed", FAILED: "it did not pass", CANCELLED: "it was called off"}
ACTS = {
    "ballot_opened": Act("opened {it} to {electorate} people"),
    "vote_cast": Act("took part in {it}"),
    "ballot_put_off": Act("put the end of {it} off to {to}"),
    "ballot_closed": Act("closed {it}: {outcome}", codes={"outcome": OUTCOMES}),
}


def _ballots(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Ballot.id, Ballot.question).where(Ballot.id.in_(ids)))
    return {id: Named(f"the vote on “{question}”") for id, question in rows}


THINGS = {"ballot": Things(_ballots, "a vote that is gone")}
