"""People, looked up in the ways other features need."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.accounts.policy import Accounts
from app.accounts.queries.actors import actors
from app.accounts.queries.choose import named
from app.accounts.tables import GroupMember, PeopleGroup, Person, RoleGrant, Unit
from app.kernel.db.database_settings import language_of
from app.kernel.i18n import _
from app.kernel.policy import Actor, require_visible


def people(session: Session, ids: Iterable[str | None]) -> dict[str, Person]:
    """Give people by id, also those who have left; unknown ids are missing."""
    wanted = {i for i in ids if i}
    if not wanted:
        return {}
    return {p.id: p for p in session.scalars(select(Person).where(Person.id.in_(wanted)))}


def people_shown(session: Session, actor: Actor, ids: Iterable[str | None]) -> dict[str, Person]:
    """Give those of these people whose names the actor may know: all to who works here, to others their own company."""
    if actor.is_internal:
        return people(session, ids)
    wanted = {i for i in ids if i}
    others = wanted - {actor.id}
    ours = {one.id for one in actors(session, others).values() if _of_one_company(actor, one)} if others else set()
    return people(session, ours | (wanted & {actor.id}))


def _of_one_company(actor: Actor, other: Actor) -> bool:
    """Whether both have a role at a partner, one of them in the other's unit or below it."""
    ours, theirs = ([grant for grant in one.grants if grant.partner] for one in (actor, other))
    return any(one.covers(two.unit_path) or two.covers(one.unit_path) for one in ours for two in theirs)


def person(session: Session, actor: Actor, person_id: str) -> Person:
    """Give one person; raises NotFound where the actor may not see them."""
    found = session.get(Person, person_id)
    require_visible(actor, Accounts.VIEW_PERSON, found, _("this person"))
    assert found is not None
    return found


def by_email(session: Session, email: str) -> Person | None:
    """Give the person with an e-mail address, however it is capitalised."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def known_addresses(session: Session, emails: Iterable[str]) -> set[str]:
    """Give those of these addresses that active people have."""
    return set(session.scalars(select(Person.email).where(Person.email.in_(list(emails)), Person.active)))


def language_written_to(session: Session, person_id: str) -> str:
    """Give the language of mails to a person: what they chose, else what their browser asked for at sign-in."""
    said = select(func.coalesce(Person.language, Person.browser_language)).where(Person.id == person_id)
    return language_of(session, session.scalar(said))


def mentioned(session: Session, handles: Iterable[str]) -> list[Person]:
    """Give the active people whom handles or e-mail addresses name."""
    wanted = {h.lower() for h in handles}
    if not wanted:
        return []
    named = or_(Person.handle.in_(wanted), Person.email.in_(wanted))
    return list(session.scalars(select(Person).where(named, Person.active).order_by(Person.id)))


def has_people(session: Session) -> bool:
    """Whether anybody has an account yet."""
    return session.scalar(select(Person.id).limit(1)) is not None


def search(session: Session, actor: Actor, text: str, limit: int = 10) -> list[Person]:
    """Give active people in whose name, handle or e-mail each word stands; nobody for those who are not colleagues."""
    if not actor.is_internal or not text.strip():
        return []
    found = select(Person).where(Person.active, *named(actor, text))
    return list(session.scalars(found.order_by(Person.name, Person.id).limit(limit)))


def memberships(session: Session, person_id: str) -> tuple[list[RoleGrant], list[PeopleGroup]]:
    """Give the roles (with their units loaded) and the groups of a person."""
    grants = (
        select(RoleGrant)
        .outerjoin(RoleGrant.unit)
        .options(contains_eager(RoleGrant.unit))
        .where(RoleGrant.person_id == person_id)
        .order_by(Unit.path, RoleGrant.role)
    )
    groups = (
        select(PeopleGroup)
        .join(GroupMember, GroupMember.group_id == PeopleGroup.id)
        .where(GroupMember.person_id == person_id)
        .order_by(PeopleGroup.name)
    )
    return list(session.scalars(grants)), list(session.scalars(groups))


def unit_of(session: Session, person_id: str) -> Unit | None:
    """Give the unit where a person works: that of their first role on a unit."""
    statement = (
        select(Unit)
        .join(RoleGrant, RoleGrant.unit_id == Unit.id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.id)
        .limit(1)
    )
    return session.scalar(statement)


def without_role(session: Session, limit: int) -> list[Person]:
    """Give people who are here and hold no role, those who came last on top."""
    held = exists().where(RoleGrant.person_id == Person.id)
    return list(session.scalars(select(Person).where(Person.active, ~held).order_by(Person.id.desc()).limit(limit)))


def is_peopled(session: Session) -> bool:
    """Whether more than one person is here."""
    return len(session.execute(select(Person.id).where(Person.active).limit(2)).all()) > 1
