"""What proposals write into the audit log, in words, and how a proposal and its ballots are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ballots.tables import Ballot
from app.kernel.audit import Act, Named, Things
from app.proposals.tables import Proposal

MOVES = {
    "discuss": "put up for discussion", "open": "opened the vote on", "revise": "revised", "pass": "took as accepted",
    "fail": "took as voted down", "sign": "signed", "approve": "approved", "reject": "rejected",
    "withdraw": "withdrew", "end": "ended", "postpone": "put off the deadline of", "go_live": "brought live",
    "conflict": "stopped", "carry": "asked anew about", "reverted": "took back",
}  # fmt: skip
ACTS = {
    "proposal_created": Act("wrote a draft of {it}"),
    "proposal_moved": Act("{transition} {it}[ – {note}]", codes={"transition": MOVES}),
    "proposal_signed": Act("signed, as {role}, {it}[ – {note}]"),
    "policy_changed": Act("changed how {it} decides about its changes", "process"),
}


def _proposals(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Proposal.id, Proposal.sentence).where(Proposal.id.in_(ids)))
    return {id: Named(f"the proposal: {sentence}", f"/proposals/{id}") for id, sentence in rows}


def _ballots(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Ballot.id, Ballot.question, Ballot.subject).where(Ballot.id.in_(ids)))
    return {
        id: Named(f"the vote: {question}", f"/proposals/{subject.partition(':')[2]}") for id, question, subject in rows
    }


THINGS = {
    "proposal": Things(_proposals, "a proposal that is gone"),
    "ballot": Things(_ballots, "a vote that is gone"),
}
