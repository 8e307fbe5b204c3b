"""The list of processes: searched, filtered, page by page, with what is live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, undefer

from app.accounts.tables import Unit
from app.catalog.queries.processes import in_unit, visible, visible_inside
from app.catalog.queries.search import said
from app.catalog.tables import Favourite, Process, Version, VersionStep
from app.kernel.api.paging import Page, Rows, page
from app.kernel.policy import Actor


@dataclass(frozen=True)
class Filter:
    """What somebody looks for: words in titles and steps, a unit (id or path), put-away ones or not.

    `whose` leaves those that the actor owns (mine) or keeps at hand (favourites).
    """

    q: str = ""
    unit: str = ""
    archived: bool = False
    whose: str = ""


def find(
    session: Session, actor: Actor, wanted: Filter, cursor: str | None = None, limit: int = 24
) -> tuple[Page[Process], dict[str, Version]]:
    """Give a page of processes by title and, by process id, their live versions: two statements."""
    found: Page[Process] = page(session, _wanted(actor, wanted), (Process.title, Process.id), cursor, limit)
    return found, live_versions(session, found.items)


def live_versions(session: Session, processes: Sequence[Process]) -> dict[str, Version]:
    """Give the live versions of these processes by process id."""
    ids = [process.live_version_id for process in processes if process.live_version_id]
    if not ids:
        return {}
    found = select(Version).where(Version.id.in_(ids)).options(undefer(Version.assumptions))
    return {version.process_id: version for version in session.scalars(found)}


def favourites_among(session: Session, actor: Actor, processes: Sequence[Process]) -> frozenset[str]:
    """Give the ids of those of these processes that the actor keeps at hand."""
    ids = [process.id for process in processes]
    found = select(Favourite.process_id).where(Favourite.person_id == actor.id, Favourite.process_id.in_(ids))
    return frozenset(session.scalars(found)) if ids and actor.id else frozenset()


def units_in_use(session: Session, actor: Actor) -> list[Unit]:
    """Give the units that have a process the actor sees from inside."""
    used = exists().where(Process.unit_id == Unit.id, visible_inside(actor))
    return list(session.scalars(select(Unit).where(used).order_by(Unit.path)))


def has_any(session: Session) -> bool:
    """Whether anybody has published a process yet."""
    return session.scalar(select(Process.id).limit(1)) is not None


def _wanted(actor: Actor, wanted: Filter) -> Rows:
    statement = select(Process).where(visible(actor))
    statement = statement.where(Process.archived_at.is_not(None) if wanted.archived else Process.archived_at.is_(None))
    if wanted.q:
        words = said(wanted.q)
        in_a_step = exists().where(
            VersionStep.version_id == Process.live_version_id, VersionStep.search_key.contains(words, autoescape=True)
        )
        statement = statement.where(or_(Process.search_key.contains(words, autoescape=True), in_a_step))
    if wanted.whose == "mine":
        statement = statement.where(Process.owner_id == actor.id)
    if wanted.whose == "favourites":
        statement = statement.where(_kept_by(actor))
    if wanted.unit:
        statement = statement.where(in_unit(wanted.unit), visible_inside(actor))
    return statement


def _kept_by(actor: Actor) -> ColumnElement[bool]:
    return exists().where(Favourite.process_id == Process.id, Favourite.person_id == actor.id)
