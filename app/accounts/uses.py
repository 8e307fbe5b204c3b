"""Where groups and units are named: each feature says where, so that none goes on which something depends.

A feature gives a select of what names a group, or a unit, by its id: one column of words as “the lane “Office” of
“Hiring”” (`app.kernel.i18n.in_sql`), empty where the actor may not know of it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import case, func, select, type_coerce, union_all
from sqlalchemy.orm import Session

from app.kernel.api.paging import Rows
from app.kernel.i18n import all_of, ngettext
from app.kernel.i18n.stored import Said
from app.kernel.policy import Actor

MOST_SAID = 5

Naming = Callable[[str, Actor], Rows]
_groups: list[Naming] = []
_units: list[Naming] = []


def register(*, group: Naming | None = None, unit: Naming | None = None) -> None:
    """Add where groups and units are named; features do so when they are registered."""
    for known, one in ((_groups, group), (_units, unit)):
        if one is not None and one not in known:
            known.append(one)


def of_group(session: Session, actor: Actor, group_id: str) -> str:
    """Say where a group is named, as “the lane “Office” of “Hiring” and 2 places more”; empty where nowhere."""
    return _said(session, [naming(group_id, actor) for naming in _groups])


def of_unit(session: Session, actor: Actor, unit_id: str) -> str:
    """Say where a unit is named, as `of_group`."""
    return _said(session, [naming(unit_id, actor) for naming in _units])


def _said(session: Session, selects: list[Rows]) -> str:
    """One statement, however much there is; what the actor may not know of is counted alone."""
    if not selects:
        return ""
    words = type_coerce(union_all(*selects).subquery().c[0], Said)
    hidden = case((words == "", 1), else_=0)
    rows = session.execute(select(words, func.count().over()).order_by(hidden, words).limit(MOST_SAID)).all()
    said = [row[0] for row in rows if row[0]]
    if more := (rows[0][1] if rows else 0) - len(said):
        hint = ngettext("{n} place that you cannot see", "{n} places that you cannot see", more)
        said.append(ngettext("{n} place more", "{n} places more", more) if said else hint)
    return all_of(said)
