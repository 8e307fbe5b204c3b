"""Whom one may choose among: however many people there are, a list that one can read, and the rest by their names."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries.actors import takes_part, works_here
from app.accounts.tables import Person, RoleGrant, Unit
from app.kernel.policy import Actor

MOST, MOST_WORDS = 100, 8
COLLEAGUES, AT_WORK = "colleagues", "work"
CIRCLES = (COLLEAGUES, AT_WORK)


class Offered(list[tuple[str, str, str]]):
    """People to choose among, each with id, name and what tells namesakes apart; `cut` where there are more."""

    cut = False
    address = ""


def people_to_choose(
    session: Session, actor: Actor, circle: str, q: str = "", *, chosen: str = "", besides: str = "", limit: int = MOST
) -> Offered:
    """Give those of a circle whom `q` finds, whose name begins so first, and the chosen one: one statement.

    Circles are `colleagues` (who works here) and `work` (whom one may name for work, which partners do, too).
    """
    begins = func.lower(Person.name).startswith(q.strip().lower(), autoescape=True)
    first = case((Person.id == chosen, 0), (begins, 1), else_=2)
    statement = (
        select(Person.id, Person.name, Person.handle, Person.email, _unit())
        .where(_among(actor, circle), Person.id != besides, *named(actor, q))
        .order_by(first, func.lower(Person.name), Person.id)
    )
    rows = session.execute(statement.limit(limit + 1)).all()
    found = Offered(_said(actor, *row) for row in rows[:limit])
    if not q:
        found.sort(key=lambda one: one[1].casefold())
    found.cut = len(rows) > limit
    return found


def chosen_by_address(session: Session, actor: Actor, circle: str, address: str, *, besides: str = "") -> str:
    """Give the id of who has this e-mail address or short name, of a circle; nothing where there is nobody."""
    said = address.strip().lower().removeprefix("@")
    statement = select(Person.id).where(_among(actor, circle), Person.id != besides)
    return session.scalar(statement.where(or_(Person.email == said, Person.handle == said))) or ""


def _said(
    actor: Actor, person_id: str, name: str, handle: str, email: str | None, unit: str | None
) -> tuple[str, str, str]:
    told = [one for one in (unit, email or f"@{handle}") if one] if actor.is_internal else []
    return person_id, name, " · ".join(told)


def _unit() -> ScalarSelect[str | None]:
    """Where a person works: the first by name of the units that they hold a role in."""
    held = select(func.min(Unit.name)).join(RoleGrant, RoleGrant.unit_id == Unit.id)
    return held.where(RoleGrant.person_id == Person.id).correlate(Person).scalar_subquery()


def _among(actor: Actor, circle: str) -> ColumnElement[bool]:
    """Give who belongs to a circle, of those whose names the actor may know."""
    if circle == AT_WORK and not actor.is_internal:
        return and_(takes_part(), or_(Person.id == actor.id, _of_our_company(actor)))
    if not actor.is_internal:
        return false()
    return {COLLEAGUES: works_here(), AT_WORK: takes_part()}[circle]


def named(actor: Actor, q: str) -> list[ColumnElement[bool]]:
    """Give the conditions on Person that each word of `q` stands in a name, for colleagues also in an address."""
    return [_holds(actor, word) for word in q.lower().split()[:MOST_WORDS]]


def _holds(actor: Actor, word: str) -> ColumnElement[bool]:
    """Whether a word stands in a name; for colleagues also in the address or short name."""
    inside = [func.lower(Person.name).contains(word, autoescape=True)]
    if actor.is_internal:
        inside += [column.contains(word, autoescape=True) for column in (Person.handle, Person.email)]
    return or_(*inside)


def _of_our_company(actor: Actor) -> ColumnElement[bool]:
    """As `people._of_one_company`, the condition on Person."""
    fits: list[ColumnElement[bool]] = [false()]
    for path in (grant.unit_path for grant in actor.grants if grant.partner):
        parts = path.split("/")
        above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
        fits += [Unit.path.in_(above), Unit.path.startswith(path + "/", autoescape=True)]
    held = exists().where(RoleGrant.person_id == Person.id, RoleGrant.unit_id == Unit.id, Unit.partner, or_(*fits))
    return held.correlate(Person)
