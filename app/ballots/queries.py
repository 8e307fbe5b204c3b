"""Reads of ballots. A hidden tally is hidden here, once, for every page, answer, mail and export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session

from app.ballots.methods import METHODS, terms_of
from app.ballots.methods.contract import Selection, Terms
from app.ballots.policy import Standing
from app.ballots.tables import Ballot, Elector, Vote
from app.catalog.queries import open_to, visible_inside
from app.catalog.tables import Process
from app.kernel.api.paging import Page, page_by
from app.kernel.policy import Actor
from app.kernel.subject import Subject


@dataclass(frozen=True)
class Asked:
    """A ballot as somebody may know it; `tally` is None where nobody may, `gone` are those left without a vote."""

    ballot: Ballot
    terms: Terms[Any]
    tally: Any
    turnout: int
    gone: int
    mine: Vote | None
    is_elector: bool


def asked(session: Session, actor: Actor, ballot: Ballot) -> Asked:
    """Give a ballot with how it stands, and with what the actor answered."""
    return Asked(
        ballot, terms_of(ballot), tally(session, ballot), turnout(session, ballot),
        gone(session, ballot.id) if ballot.is_open else 0,
        vote_of(session, ballot, actor.id), is_elector(session, ballot, actor.id),
    )  # fmt: skip


def current(session: Session, subject: Subject) -> Ballot | None:
    """Give the newest ballot on a subject."""
    newest = select(Ballot).where(Ballot.subject == subject).order_by(Ballot.revision.desc(), Ballot.id.desc())
    return session.execute(newest.limit(1)).scalar_one_or_none()


def current_of(session: Session, subjects: Iterable[Subject]) -> dict[Subject, Ballot]:
    """Give the newest ballot of each subject that has one, in one statement."""
    found = select(Ballot).where(Ballot.subject.in_(list(subjects))).order_by(Ballot.revision, Ballot.id)
    return {ballot.subject: ballot for ballot in session.execute(found).scalars()}


def standing(session: Session, actor: Actor, ballot: Ballot) -> Standing:
    """Give how the actor stands to the ballot."""
    on_roll = exists().where(Elector.ballot_id == ballot.id, Elector.person_id == actor.id)
    row = session.execute(select(Process.owner_id, Process.unit_path, on_roll).where(Process.id == ballot.process_id))
    owner_id, unit_path, is_elector = row.one()
    return Standing(bool(is_elector), owner_id, unit_path)


def is_elector(session: Session, ballot: Ballot, person_id: str) -> bool:
    """Whether this person is on the ballot's roll."""
    return session.get(Elector, (ballot.id, person_id)) is not None


def electors(session: Session, ballot_id: str) -> list[str]:
    """Give the ids of the people on the roll, in order."""
    roll = select(Elector.person_id).where(Elector.ballot_id == ballot_id).order_by(Elector.person_id)
    return list(session.execute(roll).scalars())


def vote_of(session: Session, ballot: Ballot, person_id: str) -> Vote | None:
    """Give a person's own vote; only that person may be shown it while the tally is hidden."""
    return session.get(Vote, (ballot.id, person_id))


def is_sealed(ballot: Ballot) -> bool:
    """Whether nobody may learn how people vote yet."""
    return ballot.hidden and ballot.is_open


def tally(session: Session, ballot: Ballot) -> Any | None:
    """Give the tally, in the form of the ballot's method, None while it is hidden."""
    return None if is_sealed(ballot) else count(session, ballot)


def count(session: Session, ballot: Ballot) -> Any:
    """Count the votes; for the decision itself, never to be shown: show `tally`."""
    rows = select(Vote.selection, func.count()).where(Vote.ballot_id == ballot.id).group_by(Vote.selection)
    terms = terms_of(ballot)
    return terms.method.tally([(selection, people) for selection, people in session.execute(rows)], terms)


def tallies(session: Session, ballots: Iterable[Ballot]) -> dict[str, Any]:
    """Give the tallies of those ballots whose tally may be known, by ballot id, in one statement."""
    shown = {ballot.id: terms_of(ballot) for ballot in ballots if not is_sealed(ballot)}
    rows = select(Vote.ballot_id, Vote.selection, func.count()).where(Vote.ballot_id.in_(shown))
    counted: dict[str, list[tuple[Selection, int]]] = {ballot_id: [] for ballot_id in shown}
    for ballot_id, selection, people in session.execute(rows.group_by(Vote.ballot_id, Vote.selection)):
        counted[ballot_id].append((selection, people))
    return {ballot_id: terms.method.tally(counted[ballot_id], terms) for ballot_id, terms in shown.items()}


def turnout(session: Session, ballot: Ballot) -> int:
    """Give how many people voted; this is told even where the tally is hidden."""
    return session.scalar(select(func.count()).select_from(Vote).where(Vote.ballot_id == ballot.id)) or 0


def votes(session: Session, ballot: Ballot, cursor: str | None = None, limit: int = 200) -> Page[Vote]:
    """Give some of the votes with their reasons, reasons first; none while the tally is hidden."""
    if is_sealed(ballot):
        return Page([])
    silent = case((Vote.reason == "", "2"), else_="1")
    shown = select(Vote).where(Vote.ballot_id == ballot.id)
    return page_by(session, shown, silent, [Vote.reason, Vote.cast_at, Vote.person_id], cursor, limit)


def waiting_for(session: Session, actor: Actor, now: datetime, limit: int | None = 50) -> list[Ballot]:
    """Give the open ballots on which the actor may vote and has not, those that close first on top.

    Who was asked and sees the process no longer stays on the roll, and is told nothing of it.
    """
    voted = exists().where(Vote.ballot_id == Ballot.id, Vote.person_id == actor.id)
    mine = (
        select(Ballot)
        .join(Elector, Elector.ballot_id == Ballot.id)
        .join(Process, Process.id == Ballot.process_id)
        .where(visible_inside(actor), Ballot.state == "open", Ballot.closes_at > now)
        .where(Elector.person_id == actor.id, ~voted)
        .order_by(Ballot.closes_at, Ballot.id)
        .limit(limit)
    )
    return list(session.execute(mine).scalars())


def not_voted(session: Session, ballot_id: str) -> list[str]:
    """Give the ids of people on the roll who have not voted."""
    voted = exists().where(Vote.ballot_id == Elector.ballot_id, Vote.person_id == Elector.person_id)
    return list(session.execute(select(Elector.person_id).where(Elector.ballot_id == ballot_id, ~voted)).scalars())


def gone(session: Session, ballot_id: str) -> int:
    """Count those on the roll who did not vote and cannot any more: they stay on it, and cannot turn the outcome."""
    left = (
        select(func.count())
        .select_from(Elector)
        .join(Ballot, Ballot.id == Elector.ballot_id)
        .join(Process, Process.id == Ballot.process_id)
        .where(Elector.ballot_id == ballot_id, unable())
    )
    return session.scalar(left) or 0


def unable() -> ColumnElement[bool]:
    """Give the condition on Elector and Process: who did not vote, and has left or does not see the process now."""
    voted = exists().where(Vote.ballot_id == Elector.ballot_id, Vote.person_id == Elector.person_id)
    return and_(~open_to(Elector.person_id), ~voted)


def due(session: Session, now: datetime, limit: int = 100) -> list[Ballot]:
    """Give open ballots whose deadline has passed, and which can be decided here."""
    late = select(Ballot).where(Ballot.state == "open", Ballot.closes_at <= now, Ballot.method.in_(METHODS))
    return list(session.execute(late.order_by(Ballot.closes_at).limit(limit)).scalars())


def closing_before(session: Session, now: datetime, until: datetime, limit: int = 200) -> list[Ballot]:
    """Give open ballots that close between now and `until`, and in which people can vote here."""
    soon = select(Ballot).where(Ballot.state == "open", Ballot.closes_at > now, Ballot.closes_at <= until)
    return list(
        session.execute(soon.where(Ballot.method.in_(METHODS)).order_by(Ballot.closes_at).limit(limit)).scalars()
    )
