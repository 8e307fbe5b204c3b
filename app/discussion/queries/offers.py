"""Whom a comment may mention: people who may read it, who is concerned first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.accounts.tables import Person
from app.cases.policy import Cases
from app.cases.tables import Instance
from app.catalog.tables import Process
from app.discussion.policy import Discussion
from app.discussion.slots import proposal_readers
from app.discussion.tables import Comment
from app.kernel import policy
from app.kernel.policy import Actor

MOST, LOOKED_AT, SPEAKERS = 8, 40, 20


@dataclass(frozen=True)
class Place:
    """Where something is said: in a process, maybe about a step, a proposal or a case."""

    process: Process
    step_id: str | None = None
    proposal_id: str | None = None
    instance: Instance | None = None

    @property
    def here(self) -> tuple[ColumnElement[bool], ...]:
        """Give which comments stand there."""
        inside = Comment.process_id == self.process.id
        if self.proposal_id:
            return inside, Comment.proposal_id == self.proposal_id
        if self.instance is not None:
            return inside, Comment.instance_id == self.instance.id
        return inside, Comment.proposal_id.is_(None), Comment.instance_id.is_(None), Comment.step_id == self.step_id


def readers(session: Session, actor: Actor, place: Place, ids: list[str]) -> set[str]:
    """Give who of these people may read what is said there."""
    known = actors(session, ids) if ids else {}
    told = proposal_readers.answers(session, actor, proposal_id=place.proposal_id) if place.proposal_id else []
    return {
        one
        for one, who in known.items()
        if policy.allows(who, Discussion.VIEW, place.process)
        and (place.instance is None or policy.allows(who, Cases.VIEW, place.instance))
        and all(reader.include(who) for reader in told)
    }


def people_to_mention(session: Session, actor: Actor, place: Place, q: str) -> list[tuple[str, str]]:
    """Give name and short name of people who may read what is said there, who is concerned first.

    Those are who spoke there last and who answers for the process; all have a word in their name, or a short name, that
    begins with `q`. Three statements, of a bounded number of people; who does not work here is offered nobody.
    """
    if not actor.is_internal:
        return []
    concerned, typed, called = _concerned(session, place), q.strip().lower(), func.lower(Person.name)
    begins = [one.startswith(typed, autoescape=True) for one in (called, Person.handle)]
    found = session.execute(
        select(Person.id, Person.name, Person.handle)
        .where(Person.active.is_(True), Person.id != actor.id)
        .where(or_(*begins, called.contains(f" {typed}", autoescape=True)))
        .order_by(case((Person.id.in_(concerned), 0), else_=1), called, Person.id)
        .limit(LOOKED_AT)
    ).all()
    may = readers(session, actor, place, [row.id for row in found])
    rank = {one: at for at, one in enumerate(concerned)}
    best = sorted((row for row in found if row.id in may), key=lambda row: rank.get(row.id, len(rank)))
    return [(row.name, row.handle) for row in best[:MOST]]


def _concerned(session: Session, place: Place) -> list[str]:
    spoke = (
        select(Comment.author_id)
        .where(*place.here, Comment.deleted_at.is_(None))
        .group_by(Comment.author_id)
        .order_by(func.max(Comment.created_at).desc())
        .limit(SPEAKERS)
    )
    return list(dict.fromkeys([*session.scalars(spoke), place.process.owner_id]))
