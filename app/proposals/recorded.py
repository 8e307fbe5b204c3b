"""What proposals write into the audit log, in words, and how a proposal and its ballots are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.words import ROLES
from app.ballots.tables import Ballot
from app.kernel.audit import Act, Named, Things
from app.kernel.i18n import _
from app.proposals.tables import Proposal

MOVES = {
    "discuss": _("{who} put up for discussion {it}[ – {note}]"),
    "open": _("{who} opened the vote on {it}[ – {note}]"),
    "revise": _("{who} revised {it}[ – {note}]"),
    "pass": _("{who} took as accepted {it}[ – {note}]"),
    "fail": _("{who} took as voted down {it}[ – {note}]"),
    "sign": _("{who} approved {it}[ – {note}]"),
    "approve": _("{who} approved {it}[ – {note}]"),
    "reject": _("{who} rejected {it}[ – {note}]"),
    "withdraw": _("{who} withdrew {it}[ – {note}]"),
    "end": _("{who} ended {it}[ – {note}]"),
    "postpone": _("{who} put off the deadline of {it}[ – {note}]"),
    "go_live": _("{who} brought live {it}[ – {note}]"),
    "done": _("{who} said that it is done, of {it}[ – {note}]"),
    "conflict": _("{who} stopped {it}[ – {note}]"),
    "carry": _("{who} asked anew about {it}[ – {note}]"),
    "reverted": _("{who} took back {it}[ – {note}]"),
}
ACTS = {
    "proposal_created": Act(_("{who} wrote a draft of {it}")),
    "proposal_moved": Act(_("{who} moved {it} on: {transition}[ – {note}]"), by=("transition", MOVES)),
    "proposal_signed": Act(_("{who} approved, as {role}, {it}[ – {note}]"), codes={"role": ROLES}),
}


def _proposals(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Proposal.id, Proposal.sentence).where(Proposal.id.in_(ids)))
    return {id: Named(_("the proposal: {sentence}", sentence=sentence), f"/proposals/{id}") for id, sentence in rows}


def _ballots(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Ballot.id, Ballot.question, Ballot.subject).where(Ballot.id.in_(ids)))
    return {
        id: Named(_("the vote: {question}", question=question), f"/proposals/{subject.id}")
        for id, question, subject in rows
    }


THINGS = {
    "proposal": Things(_proposals, _("a proposal that is gone")),
    "ballot": Things(_ballots, _("a vote that is gone")),
}
