"""What is told when a proposal moves from state to state."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.ballots import queries as ballots
from app.catalog.tables import Process
from app.notices.actions import tell
from app.proposals import queries
from app.proposals.events import ProposalMoved
from app.proposals.tables import Proposal

# What author and voters are told; the words take the title.
OUTCOMES = {
    "pass": "“{title}” passed the vote and waits for approval.",
    "fail": "“{title}” did not pass the vote. Things stay as they are.",
    "reject": "“{title}” was rejected: {note}",
    "withdraw": "“{title}” was withdrawn.",
    "conflict": "“{title}” no longer fits the live process. Its author can revise it.",
    "approve": "“{title}” is approved and goes live.",
    "reverted": "The change “{title}” was taken back.",
}


def moved(session: Session, news: ProposalMoved) -> None:
    """Tell whom a transition concerns: author and voters of an outcome, signers of what waits for them."""
    proposal = session.get_one(Proposal, news.proposal_id)
    process = session.get_one(Process, news.process_id)
    place, key = f"/proposals/{proposal.id}", f"proposal:{proposal.id}:{news.revision}:{news.transition}"
    if news.transition == "discuss":
        words = f"“{proposal.title}” is up for discussion."
        tell(session, [process.owner_id], "proposed", words, place, key, process.id, news.actor_id)
    if news.transition in OUTCOMES:
        words = OUTCOMES[news.transition].format(title=proposal.title, note=news.note or "no reason given")
        people = {proposal.author_id, *_voters(session, proposal)}
        tell(session, people, news.transition, words, place, key, process.id, news.actor_id)
    if news.transition == "pass":
        words = f"“{proposal.title}” passed the vote. It needs your approval."
        tell(session, _signers(session, process), "sign", words, place, f"{key}:sign", process.id)


def _voters(session: Session, proposal: Proposal) -> list[str]:
    ballot = ballots.current(session, proposal.subject)
    return ballots.electors(session, ballot.id) if ballot else []


def _signers(session: Session, process: Process) -> set[str]:
    roles = {signed.role for signed in queries.current_policy(session, process.id)[1].approvals}
    return holders(session, *sorted(roles), unit_path=process.unit_path) if roles else set()
