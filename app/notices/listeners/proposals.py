"""Who is told of proposals: those who vote, those who sign, and those who wrote them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.ballots import queries as ballots
from app.catalog.queries import answering
from app.catalog.tables import Process
from app.kernel.events import listens
from app.kernel.i18n import Message, _
from app.kernel.ids import new_id
from app.notices.actions import News, tell
from app.notices.messages.names import called, short
from app.proposals import events
from app.proposals import queries as proposals
from app.proposals.events import ProposalAnswered, ProposalMoved, ProposalRebased, ProposalStuck
from app.proposals.tables import Proposal


@dataclass(frozen=True)
class Said:
    """What is told of an event: the kind of notice, the word that makes it told once a revision, and the sentence.

    The places of the sentence are filled when it is told.
    """

    kind: str
    key: str
    words: Message


SAID: dict[type[ProposalMoved], Said] = {
    events.ProposalOpened: Said("vote_asked", "open", _("{what}: your vote is asked.")),
    events.ProposalRevised: Said(
        "vote_asked", "revise", _("{what}: this is a new revision, and the vote starts again. Please vote on it.")
    ),
    events.ProposalAccepted: Said(
        "proposal_pass", "pass", _("{what}: accepted by the vote. It still has to be approved.")
    ),
    events.ProposalVotedDown: Said("proposal_fail", "fail", _("{what}: not accepted, the vote did not pass.")),
    events.ProposalRejected: Said("proposal_reject", "reject", _("{what}: rejected. {note}")),
    events.ProposalWithdrawn: Said("proposal_withdraw", "withdraw", _("{what}: withdrawn by its author.")),
    events.ProposalEnded: Said("proposal_end", "end", _("{what}: ended, since its author has left. {note}")),
    events.ProposalPostponed: Said(
        "proposal_postpone", "postpone", _("{what}: there is more time to vote. The deadline was put off {note}")
    ),
    events.ProposalWentLive: Said("proposal_go_live", "go_live", _("{what}: this is live now.")),
    events.ProposalDone: Said("proposal_done", "done", _("{what}: this is done. {note}")),
    events.ProposalConflicted: Said(
        "proposal_conflict", "conflict",
        _("{what}: this cannot go on as it is. {note} Its author can make a new revision or withdraw it."),
    ),
    events.ProposalAskedAgain: Said(
        "vote_asked", "carry",
        _("{what}: this is its name since the live version moved on, and the vote starts again. Please vote on it."),
    ),
    events.ProposalReverted: Said("proposal_reverted", "reverted", _("{what}: taken back. {note}")),
}  # fmt: skip


@listens(*SAID)
def proposal_moved(session: Session, news: ProposalMoved) -> None:
    """Tell voters and author what became of a proposal; signers, when it waits for them."""
    proposal = session.get(Proposal, news.proposal_id)
    if proposal is None or (isinstance(news, events.ProposalRevised) and news.state != "voting"):
        return
    if isinstance(news, events.ProposalAccepted):
        _accepted(session, proposal, news)
        return
    _tell(session, proposal, news, SAID[type(news)], _asked(session, proposal))
    if isinstance(news, events.ProposalConflicted) and news.before == "accepted":
        _tell(session, proposal, news, SAID[type(news)], _signers(session, proposal))


def _accepted(session: Session, proposal: Proposal, news: ProposalMoved) -> None:
    """Tell the author, and ask for signatures, where the policy wants some: else it is approved at once."""
    if proposals.policy_for(session, proposal).approvals:
        _tell(session, proposal, news, SAID[type(news)], {proposal.author_id})
        asked = Said("signature_asked", "pass", _("{what}: passed the vote and waits for you to approve it."))
        _tell(session, proposal, news, asked, _signers(session, proposal))


@listens(events.ProposalApproved)
def approved(session: Session, news: ProposalMoved) -> None:
    """Tell of what is proposed in words that it waits to be done; what changes the diagram is told of as it goes live.

    Those who are told: its author, those who were asked, and who answers for the process and says when it is done.
    """
    proposal, process = session.get(Proposal, news.proposal_id), session.get(Process, news.process_id)
    if proposal is None or process is None or not proposal.is_in_words:
        return
    words = _("{what}: approved. Whoever answers for the process says when it is done.")
    who = _asked(session, proposal) | answering(session, process)
    _tell(session, proposal, news, Said("proposal_approved", "approve", words), who)


@listens(ProposalRebased)
def rebased(session: Session, news: ProposalRebased) -> None:
    """Tell those who vote or sign that what follows from a change reads otherwise on the version that is live now."""
    proposal = session.get(Proposal, news.proposal_id)
    if proposal is None or proposal.state not in ("voting", "accepted"):
        return
    who = _asked(session, proposal)
    who |= _signers(session, proposal) if proposal.state == "accepted" else set()
    words = _(
        "{what}: {words} Your vote stands until you change it.", what=called(proposal), words=short(news.words, 600)
    )
    key = f"rebased:{proposal.id}:{news.version_id}"
    tell(session, News("proposal_rebased", words, f"/proposals/{proposal.id}", key, news.process_id), who)


@listens(ProposalStuck)
def stuck(session: Session, news: ProposalStuck) -> None:
    """Tell its author and who answers for the process that a proposal cannot be decided as things stand."""
    proposal, process = session.get(Proposal, news.proposal_id), session.get(Process, news.process_id)
    if proposal is None or process is None:
        return
    key = f"stuck:{news.what}:{proposal.id}:{new_id()}"
    words = _("{what}: {words}", what=called(proposal), words=news.words)
    said = News("proposal_stuck", words, f"/proposals/{proposal.id}", key, process.id)
    tell(session, said, {proposal.author_id, *answering(session, process)})


def _asked(session: Session, proposal: Proposal) -> set[str]:
    """Give its author, and those whom the vote asks."""
    ballot = ballots.current(session, proposal.subject)
    return {proposal.author_id, *(ballots.electors(session, ballot.id) if ballot else ())}


def _signers(session: Session, proposal: Proposal) -> set[str]:
    policy, process = proposals.policy_for(session, proposal), session.get(Process, proposal.process_id)
    roles = [signed.role for signed in policy.approvals]
    return holders(session, *roles, unit_path=process.unit_path) if process and roles else set()


def _tell(session: Session, proposal: Proposal, news: ProposalMoved, said: Said, who: Iterable[str]) -> None:
    words = Message(said.words.id, {"what": called(proposal), "note": short(news.note, 300)})
    key = f"{said.kind}:{proposal.id}:{news.revision}:{said.key}"
    if isinstance(news, events.ProposalPostponed):
        key += f":{new_id()}"
    told = News(said.kind, words, f"/proposals/{proposal.id}", key, proposal.process_id)
    tell(session, told, who, except_for=[news.actor_id])


@listens(ProposalAnswered)
def answered(session: Session, news: ProposalAnswered) -> None:
    """Tell who made a proposal that another one stands against it."""
    first, answer = session.get_one(Proposal, news.proposal_id), session.get_one(Proposal, news.answer_id)
    words = _(
        "{what}: somebody answered with another proposal, {answer}. Only one of the two can go live.",
        what=called(first), answer=called(answer),
    )  # fmt: skip
    told = News("proposal_answered", words, f"/proposals/{answer.id}", f"answered:{answer.id}", news.process_id)
    tell(session, told, [first.author_id], except_for=[news.actor_id])
