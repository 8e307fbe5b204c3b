"""Processes and steps by a part of their names, wherever the actor may look."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries.processes import visible
from app.catalog.tables import Process, VersionStep
from app.kernel.policy import Actor


def said(q: str) -> str:
    """Give what somebody typed as searches compare it."""
    return " ".join(q.replace("\x00", "").split()).casefold()


def processes_like(session: Session, actor: Actor, q: str, limit: int) -> list[Process]:
    """Give processes whose title or key contains `q`, in any case."""
    statement = (
        select(Process)
        .where(Process.search_key.contains(said(q), autoescape=True), visible(actor), Process.archived_at.is_(None))
        .order_by(Process.title, Process.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def steps_like(session: Session, actor: Actor, q: str, limit: int) -> list[tuple[VersionStep, Process]]:
    """Give steps of live versions whose name contains `q`, in any case, with their process."""
    statement = (
        select(VersionStep, Process)
        .join(Process, Process.live_version_id == VersionStep.version_id)
        .where(VersionStep.search_key.contains(said(q), autoescape=True))
        .where(visible(actor), Process.archived_at.is_(None))
        .order_by(VersionStep.search_key, Process.title, VersionStep.step_id)
        .limit(limit)
    )
    return [(step, process) for step, process in session.execute(statement)]


def steps_named(session: Session, version_id: str, q: str, limit: int) -> list[VersionStep]:
    """Give steps of a version whose name contains `q`, in any case, in reading order."""
    statement = (
        select(VersionStep)
        .where(VersionStep.version_id == version_id, VersionStep.name != "")
        .where(VersionStep.search_key.contains(said(q), autoescape=True))
        .order_by(VersionStep.ordinal)
        .limit(limit)
    )
    return list(session.scalars(statement))
