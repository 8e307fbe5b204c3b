"""Versions of a process and their steps; blobs are read only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, undefer

from app.catalog.tables import Process, Version, VersionStep
from app.kernel.api.paging import Page, page
from app.kernel.errors import NotFound
from app.kernel.i18n import _

LARGEST = 2**31 - 1


def live_version(session: Session, process: Process) -> Version:
    """Give the version that new work runs on."""
    return version_by_id(session, process.live_version_id or "")


def version_by_id(session: Session, version_id: str) -> Version:
    """Give a version by its id; raises NotFound. The caller has checked that its process may be seen."""
    found = session.get(Version, version_id)
    if found is None:
        raise NotFound(_("this version"), "VERSION_NOT_FOUND")
    return found


def version_numbers(session: Session, ids: Collection[str]) -> dict[str, int]:
    """Give the numbers of versions by their ids. The caller has checked that their process may be seen."""
    rows = session.execute(select(Version.id, Version.number).where(Version.id.in_(ids))) if ids else ()
    return {version_id: number for version_id, number in rows}


def version(session: Session, process: Process, number: int) -> Version:
    """Give a version of a process by its number; raises NotFound."""
    statement = select(Version).where(Version.process_id == process.id, Version.number == number)
    found = session.scalars(statement).one_or_none() if 0 < number <= LARGEST else None
    if found is None:
        raise NotFound(_("version {number} of this process", number=str(number)), "VERSION_NOT_FOUND")
    return found


def versions(session: Session, process: Process) -> list[Version]:
    """Give all versions of a process, newest first, without their XML."""
    found = select(Version).where(Version.process_id == process.id).order_by(Version.number.desc())
    return list(session.scalars(found.options(undefer(Version.assumptions))))


def versions_page(session: Session, process: Process, cursor: str | None, limit: int) -> Page[Version]:
    """Give some of the versions of a process, newest first, without their XML."""
    found = select(Version).where(Version.process_id == process.id).options(undefer(Version.assumptions))
    return page(session, found, (Version.number,), cursor, limit, descending=True)


def successions(session: Session, versions: Collection[Version]) -> dict[str, datetime]:
    """Give, by their ids, when others took the place of these versions; not of those that are live: one statement."""
    after = aliased(Version)
    rows = (
        select(Version.id, after.created_at)
        .join(after, (after.process_id == Version.process_id) & (after.number == Version.number + 1))
        .where(Version.id.in_([version.id for version in versions]))
    )
    return {version_id: at for version_id, at in session.execute(rows)}


def steps(session: Session, version_id: str) -> list[VersionStep]:
    """Give the steps of a version in reading order."""
    return list(
        session.scalars(select(VersionStep).where(VersionStep.version_id == version_id).order_by(VersionStep.ordinal))
    )


def step(session: Session, version_id: str, step_id: str) -> VersionStep | None:
    """Give one step of a version, None where it has no such step."""
    return session.get(VersionStep, (version_id, step_id))
