"""What waits for somebody's vote, so that it can be judged on a card; and what came of what they said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.queries import people
from app.accounts.tables import Person
from app.ballots import queries as ballots
from app.ballots.methods import terms_of
from app.ballots.methods.contract import Terms
from app.ballots.tables import Ballot
from app.catalog.queries import visible_inside
from app.catalog.tables import Process, Version
from app.discussion.policy import Discussion
from app.discussion.tables import PRAISE, Comment, Flag
from app.impact.queries import Evidence, Preview
from app.kernel.policy import Actor, allows
from app.kernel.times import clock
from app.proposals.queries.evidence import evidence_of
from app.proposals.queries.find import is_shown_whole
from app.proposals.queries.live import on_version
from app.proposals.tables import Proposal, ProposalEvidence, ProposalRevision

MOST_CARDS, MOST_COUNTED, MOST_CAME = 4, 99, 5
SOON = timedelta(days=1)
NEXT = "next"


@dataclass(frozen=True)
class Card:
    """A ballot that waits for somebody: what it asks, on the version that is live now, and how much is said of it.

    `is_whole` says whether a card can show it to its last word, so that one can vote on it there.
    """

    proposal: Proposal
    process: Process
    made: ProposalRevision
    ballot: Ballot
    terms: Terms[Any]
    tried: Preview
    speak_for: int
    speak_against: int

    @property
    def is_whole(self) -> bool:
        """Whether all that it does can be read and answered on a card."""
        return self.tried.ok and self.terms.method.is_brief and is_shown_whole(self.made)


@dataclass(frozen=True)
class Waiting:
    """The first ballots that wait for somebody, and how many there are, up to 99; one of them may be opened to read."""

    cards: Sequence[Card] = ()
    count: int = 0
    closing: int = 0
    opened: Card | None = None
    evidence: Evidence = field(default_factory=Evidence)
    who: dict[str, Person] = field(default_factory=dict)


def waiting(session: Session, actor: Actor, opened: str = "") -> Waiting:
    """Give the ballots that wait for somebody, those that close first on top: three statements.

    One may be opened, by its proposal's id, and then stands first, or whichever is the `next`: three or four more
    statements for what is said of it.
    """
    mine = ballots.waiting_for(session, actor, clock.now(), MOST_COUNTED)
    chosen = next((ballot for ballot in mine if ballot.subject.id == opened), mine[0] if mine and opened else None)
    shown = mine[:MOST_CARDS] if chosen is None else [chosen, *(one for one in mine if one is not chosen)][:MOST_CARDS]
    cards = list(_cards(session, actor, shown))
    soon = sum(ballot.closes_at < clock.now() + SOON for ballot in mine)
    if chosen is None or not cards or cards[0].ballot is not chosen:
        return Waiting(cards, len(mine), soon)
    listens = allows(actor, Discussion.VIEW, cards[0].process)
    evidence = evidence_of(session, cards[0].proposal.id) if listens else Evidence()
    said = [*(flag.person_id for flag in (*evidence.flags, *evidence.praise)), cards[0].proposal.author_id]
    who = people(session, [*said, *(comment.author_id for comment in evidence.comments)])
    return Waiting(cards, len(mine), soon, cards[0], evidence, who)


def _cards(session: Session, actor: Actor, shown: Sequence[Ballot]) -> Iterator[Card]:
    """Give the cards of these ballots, in their order: two statements for all."""
    ids = [ballot.subject.id for ballot in shown]
    if not ids:
        return
    base, live = aliased(Version), aliased(Version)
    now = and_(ProposalRevision.proposal_id == Proposal.id, ProposalRevision.revision == Proposal.revision)
    rows = session.execute(
        select(Proposal, ProposalRevision, Process, live, base)
        .join(ProposalRevision, now)
        .join(Process, Process.id == Proposal.process_id)
        .join(live, live.id == Process.live_version_id)
        .join(base, base.id == ProposalRevision.base_version_id)
        .where(Proposal.id.in_(ids))
    )
    found = {proposal.id: (proposal, made, process, version) for proposal, made, process, version, _base in rows}
    said = _said(session, ids)
    for ballot in shown:
        if (row := found.get(ballot.subject.id)) is not None:
            proposal, made, process, version = row
            speak = said.get(proposal.id, (0, 0)) if allows(actor, Discussion.VIEW, process) else (0, 0)
            yield Card(proposal, process, made, ballot, terms_of(ballot), on_version(session, made, version), *speak)


def _said(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How much of what people said speaks for these proposals, and how much against them."""
    praise = exists().where(Flag.id == ProposalEvidence.ref_id, Flag.kind == PRAISE)
    against = func.sum(case((praise, 1), else_=0))
    rows = select(ProposalEvidence.proposal_id, func.count() - against, against)
    counted = rows.where(ProposalEvidence.proposal_id.in_(ids)).group_by(ProposalEvidence.proposal_id)
    return {proposal: (speak_for, speak_against) for proposal, speak_for, speak_against in session.execute(counted)}


@dataclass(frozen=True)
class Came:
    """The proposal that took up what somebody proposed or said: `their` is proposal, flag or comment."""

    proposal: Proposal
    process: Process
    version: Version | None
    their: str


def came_of(session: Session, actor: Actor, limit: int = MOST_CAME) -> list[Came]:
    """Give what came of what somebody proposed, flagged and said, what moved last on top: one statement."""
    flags = _filed("flag", select(Flag.id).where(Flag.person_id == actor.id, Flag.kind != PRAISE))
    comments = _filed("comment", select(Comment.id).where(Comment.author_id == actor.id))
    own = Proposal.author_id == actor.id
    their = case((own, "proposal"), (Proposal.id.in_(flags), "flag"), else_="comment")
    rows = (
        select(Proposal, Process, Version, their)
        .join(Process, Process.id == Proposal.process_id)
        .outerjoin(Version, Version.id == Proposal.version_id)
        .where(or_(own, Proposal.id.in_(flags), Proposal.id.in_(comments)))
        .where(or_(own, Proposal.state != "draft"), visible_inside(actor))
        .order_by(Proposal.updated_at.desc(), Proposal.id.desc())
        .limit(limit)
    )
    return [Came(*row) for row in session.execute(rows)]


def _filed(kind: str, refs: Select[str]) -> Select[str]:
    return select(ProposalEvidence.proposal_id).where(ProposalEvidence.kind == kind, ProposalEvidence.ref_id.in_(refs))
