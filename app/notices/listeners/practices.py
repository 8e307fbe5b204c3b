"""Who is told of changes that are carried from one process to another."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.assignment.queries import asked_of
from app.catalog.policy import sees_inside
from app.catalog.queries import answering
from app.catalog.tables import Process
from app.kernel.events import listens
from app.kernel.i18n import Message, _
from app.notices.actions import News, tell
from app.notices.messages.names import called, short
from app.practices.events import ChangeAdopted, ChangeDeclined, ChangeOffered
from app.proposals.tables import Proposal, ProposalStep


@listens(ChangeOffered)
def offered(session: Session, news: ChangeOffered) -> None:
    """Tell who answers for a process, and who does the steps that would change, that a change is offered to them."""
    proposal, process = session.get_one(Proposal, news.proposal_id), session.get_one(Process, news.process_id)
    steps = list(session.scalars(select(ProposalStep.step_id).where(ProposalStep.proposal_id == proposal.id)))
    who = answering(session, process) | asked_of(session, process, steps)
    words = _(
        "{what}: this worked elsewhere and is offered to “{process}”. Say what you think of it.",
        what=called(proposal), process=process.title,
    )  # fmt: skip
    _tell(session, "change_offered", words, proposal, process, who, news.actor_id)


@listens(ChangeAdopted)
def adopted(session: Session, news: ChangeAdopted) -> None:
    """Tell those from whom a change came that others have adopted it."""
    _tell_origin(session, news, "change_adopted", _("{what}: “{process}” has adopted what began with you."))


@listens(ChangeDeclined)
def declined(session: Session, news: ChangeDeclined) -> None:
    """Tell those from whom a change came that others have declined it, and why."""
    _tell_origin(session, news, "change_declined", _("{what}: “{process}” has declined it. {reason}"))


def _tell_origin(session: Session, news: ChangeAdopted | ChangeDeclined, kind: str, words: Message) -> None:
    """Tell the author of the first proposal and who answers for its process, if they may see where this happened."""
    origin = session.get_one(Proposal, news.origin_id)
    proposal, process = session.get_one(Proposal, news.proposal_id), session.get_one(Process, news.process_id)
    who = {origin.author_id, *answering(session, session.get_one(Process, origin.process_id))}
    seeing = {one for one, actor in actors(session, who).items() if sees_inside(actor, process)}
    places = {"what": called(origin), "process": process.title, "reason": short(proposal.outcome_words, 300)}
    _tell(session, kind, Message(words.id, places), proposal, process, seeing, news.actor_id)


def _tell(
    session: Session, kind: str, words: str, proposal: Proposal, process: Process, who: Iterable[str], actor_id: str
) -> None:
    news = News(kind, words, f"/proposals/{proposal.id}", f"{kind}:{proposal.id}", process.id)
    tell(session, news, who, except_for=[actor_id])
