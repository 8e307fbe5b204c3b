"""The tree of units."""

from __future__ import annotations

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from app.accounts.tables import Unit
from app.kernel.api.paging import Page, page
from app.kernel.errors import Invalid
from app.kernel.i18n import _, ngettext
from app.kernel.policy import Actor

ALL = 2**31 - 2


def units(session: Session) -> list[Unit]:
    """Give all units in tree order: each below its parent."""
    return list(session.scalars(select(Unit).order_by(Unit.path)))


def units_page(session: Session, actor: Actor, cursor: str | None = None, limit: int | None = None) -> Page[Unit]:
    """Give some of the units the actor may know of, in tree order, all where no limit is set.

    To who works here that is every unit, to others those of their roles.
    """
    known = select(Unit)
    if not actor.is_internal:
        paths = [grant.unit_path for grant in actor.grants if grant.unit_path]
        below = (Unit.path.startswith(path + "/", autoescape=True) for path in paths)
        known = known.where(or_(false(), Unit.path.in_(paths), *below))
    return page(session, known, (Unit.path,), cursor, limit or ALL)


def unit(session: Session, unit_id: str | None) -> Unit | None:
    """Give a unit by its id."""
    return session.get(Unit, unit_id) if unit_id else None


def find_unit(session: Session, said: str | None, field: str = "unit") -> Unit | None:
    """Give the unit somebody named by id, path or name; None for nothing, Invalid for an unknown one."""
    if not said:
        return None
    found = list(session.scalars(select(Unit).where(or_(Unit.id == said, Unit.path == said, Unit.name == said))))
    exact = [u for u in found if said in (u.id, u.path)] or found
    if len(exact) != 1:
        words = _("There is no unit “{said}”.", said=said)
        if exact:
            words = ngettext(
                "There is {n} unit called “{said}”.", "There are {n} units called “{said}”.", len(exact), said=said
            )
        raise Invalid(
            "NO_SUCH_UNIT",
            _("Expected a unit by path, name or id, but: {words} Check it.", words=words),
            {field: words},
        )
    return exact[0]
