"""Proposals whose author has left: who sees them, and how a colleague goes on with them."""

from __future__ import annotations

from sqlalchemy import exists, func, literal, select
from sqlalchemy.orm import Session

from app.accounts.queries import takes_part
from app.accounts.tables import Person
from app.ballots.queries import unable
from app.ballots.tables import Ballot, Elector
from app.catalog.queries import answered_by, open_to, visible_inside
from app.catalog.tables import Process
from app.kernel.api.paging import Rows
from app.kernel.i18n import _, ngettext
from app.kernel.policy import Actor
from app.kernel.subject import subject_of
from app.privacy import belongings
from app.proposals.actions.transition import write_line
from app.proposals.tables import Approval, Proposal
from app.proposals.transitions import OPEN_STATES

UNFINISHED = ("draft", *OPEN_STATES)


def register() -> None:
    """Tell what of proposals and votes is without anybody, and what is handed over with a person's work."""
    belongings.register(
        belongings.Kind(
            "proposals", lambda n: ngettext("{n} unfinished proposal", "{n} unfinished proposals", n),
            _("unfinished proposals"),
            _("Its author has left, or may not see it any more. Hand the author's work to somebody."),
            without_author, lambda proposal_id: f"/proposals/{proposal_id}", authored, give_proposals,
        )
    )  # fmt: skip
    belongings.register(
        belongings.Kind(
            "votes", lambda n: ngettext("{n} open vote", "{n} open votes", n),
            _("open votes"),
            _(
                "Somebody asked has left, or may not see it any more, without a vote. They still count among those "
                "asked, and the owner can close the vote as soon as those who are here have decided it."
            ),
            with_electors_gone, "/proposals/{}".format, lambda *_: 0,
        )
    )  # fmt: skip


def without_author(actor: Actor) -> Rows:
    """Give the unfinished proposals whose author may not open them any more, of processes the actor decides about."""
    return (
        select(Proposal.sentence.label("title"), Proposal.id.label("ref"), Person.name.label("whose"))
        .select_from(Proposal)
        .join(Process, Process.id == Proposal.process_id)
        .join(Person, Person.id == Proposal.author_id)
        .where(
            ~(takes_part() & open_to(Person.id)), Proposal.state.in_(UNFINISHED), answered_by(actor, "manager", "admin")
        )
        .order_by(Proposal.id)
    )


def with_electors_gone(actor: Actor) -> Rows:
    """Give the open votes in which somebody who was asked, and did not vote, may not open it any more."""
    gone = exists().where(Elector.ballot_id == Ballot.id, unable())
    return (
        select(Proposal.sentence.label("title"), Proposal.id.label("ref"), literal("").label("whose"))
        .select_from(Ballot)
        .join(Process, Process.id == Ballot.process_id)
        .join(Proposal, Ballot.subject == subject_of("proposal", Proposal.id))
        .where(Ballot.state == "open", gone, answered_by(actor, "manager", "admin"))
        .order_by(Ballot.subject)
    )


def authored(session: Session, person_id: str) -> int:
    """Count a person's unfinished proposals."""
    mine = (Proposal.author_id == person_id) & Proposal.state.in_(UNFINISHED)
    return session.scalar(select(func.count()).select_from(Proposal).where(mine)) or 0


def give_proposals(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Let a colleague go on with a person's unfinished proposals, except those they signed or do not see.

    The revisions stay by whom they were written. Gives how many went.
    """
    signed = exists().where(Approval.proposal_id == Proposal.id, Approval.person_id == to.id)
    statement = (
        select(Proposal)
        .join(Process, Process.id == Proposal.process_id)
        .where(Proposal.author_id == person_id, Proposal.state.in_(UNFINISHED), ~signed, visible_inside(to))
        .order_by(Proposal.id)
    )
    found = list(session.scalars(statement))
    for proposal in found:
        proposal.author_id = to.id
        words = _("Handed over to {name}, who goes on with it", name=to.name)
        write_line(session, actor, proposal, "handed_over", words)
    return len(found)
