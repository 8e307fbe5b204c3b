"""Incidents: one, and lists of them for those who see to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased, contains_eager

from app.cases.tables import Incident
from app.catalog.queries import visible
from app.catalog.tables import Process
from app.kernel.api.paging import LIMIT, Page, page
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor

KEEPERS = ("ops", "admin")
MOST_COUNTED = 99
# What waits in vain: trying it again does not help.
STUCK = "stuck"
# What makes incidents alike.
CAUSE = ("process_id", "step_id", "kind", "words")


def keeps(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on Process: the actor sees to what goes wrong in it."""
    if actor.is_system:
        return true()
    paths = [g.unit_path for g in actor.grants if g.role in KEEPERS]
    mine = [Process.owner_id == actor.id]
    for path in paths:
        below = Process.unit_path.startswith(path + "/", autoescape=True)
        mine.append(or_(Process.unit_path == path, below) if path else true())
    return and_(visible(actor), or_(*mine))


def incident(session: Session, actor: Actor, incident_id: str) -> Incident:
    """Give an incident the actor may see to, with its process and instance; raises NotFound."""
    found = session.scalars(_read().where(Incident.id == incident_id, keeps(actor))).one_or_none()
    if found is None:
        raise NotFound(_("this incident"))
    return found


def incidents(
    session: Session, actor: Actor, cursor: str | None = None, limit: int = LIMIT, **narrow: Any
) -> Page[Incident]:
    """Give incidents the actor sees to, newest first; narrowed by `process`, `step`, `kind`, `instance`, `closed`.

    `like` leaves those with the same cause at the same step as that incident, itself counted.
    """
    statement = _read().where(keeps(actor), *_narrowed(narrow))
    return page(session, statement, [Incident.id], cursor, limit, descending=True)


def how_many(session: Session, actor: Actor, most: int, **narrow: Any) -> int:
    """Count those of the newest `most` open incidents, narrowed as a list is, that can be tried again."""
    few = select(Incident.kind).join(Incident.process).where(keeps(actor), *_narrowed(narrow))
    newest = few.order_by(Incident.id.desc()).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(newest).where(newest.c.kind != STUCK)) or 0


def _narrowed(narrow: dict[str, Any]) -> Iterator[ColumnElement[bool]]:
    """Give the conditions on Incident and Process that a list is narrowed by."""
    if not narrow.get("closed"):
        yield Incident.closed_at.is_(None)
    if narrow.get("process"):
        yield Process.key == narrow["process"]
    if narrow.get("kind"):
        yield Incident.kind == narrow["kind"]
    if narrow.get("step"):
        yield Incident.step_id == narrow["step"]
    if narrow.get("like"):
        one = aliased(Incident)
        yield exists().where(one.id == narrow["like"], *same(one, Incident))
    if narrow.get("instance"):
        yield Incident.instance_id == narrow["instance"]


def incidents_of(session: Session, instance_id: str) -> list[Incident]:
    """Give the open incidents of an instance, oldest first."""
    rows = select(Incident).where(Incident.instance_id == instance_id, Incident.closed_at.is_(None))
    return list(session.scalars(rows.order_by(Incident.id)))


def same(one: Any, other: Any) -> Iterator[ColumnElement[bool]]:
    """Give the conditions that two incidents have the same cause at the same step, whatever the version."""
    for name in CAUSE:
        yield getattr(one, name) == getattr(other, name)


def alike(session: Session, actor: Actor, rows: Sequence[Incident]) -> dict[str, int]:
    """Give how many other open incidents the actor sees to are like each of these, by id: one statement."""
    if not rows:
        return {}
    other = aliased(Incident)
    statement = (
        select(Incident.id, func.count(other.id))
        .join(other, and_(*same(other, Incident), other.closed_at.is_(None), other.id != Incident.id))
        .join(Process, Process.id == other.process_id)
        .where(Incident.id.in_([row.id for row in rows[:MOST_COUNTED]]), keeps(actor))
        .group_by(Incident.id)
    )
    return {incident_id: count for incident_id, count in session.execute(statement)}


def incident_places(session: Session, actor: Actor) -> list[tuple[str, str, str, int]]:
    """Give where open incidents lie: process key and title, kind, and how many, most first."""
    statement = (
        select(Process.key, Process.title, Incident.kind, func.count())
        .select_from(Incident)
        .join(Incident.process)
        .where(Incident.closed_at.is_(None), keeps(actor))
        .group_by(Process.key, Process.title, Incident.kind)
        .order_by(func.count().desc(), Process.title, Incident.kind)
        .limit(200)
    )
    return [(key, title, kind, count) for key, title, kind, count in session.execute(statement)]


def incident_count(session: Session, actor: Actor) -> int:
    """Count the open incidents the actor sees to, up to 99 and one more."""
    few = select(Incident.id).join(Incident.process).where(Incident.closed_at.is_(None), keeps(actor))
    return session.scalar(select(func.count()).select_from(few.limit(MOST_COUNTED + 1).subquery())) or 0


def _read() -> Select[Incident]:
    return (
        select(Incident)
        .join(Incident.instance)
        .join(Incident.process)
        .options(contains_eager(Incident.process), contains_eager(Incident.instance))
    )
