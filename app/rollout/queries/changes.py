"""What changed of late, what is on its way, what somebody has not read yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.catalog.queries import answered_by, visible_inside
from app.catalog.tables import Process, Version
from app.kernel.api.paging import LIMIT, Page, page
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.rollout.tables import Acknowledgement, Concern, Rollout

LATELY = timedelta(days=7)


def unread_changes(session: Session, actor: Actor, limit: int = 10) -> list[tuple[Rollout, Process, Version]]:
    """Give the versions that concern the actor and that they have not acknowledged, newest first."""
    return unread_page(session, actor, None, limit).items


def unread_page(
    session: Session, actor: Actor, cursor: str | None, limit: int = LIMIT
) -> Page[tuple[Rollout, Process, Version]]:
    """Give some of the versions that concern the actor and that they have not acknowledged, newest first."""
    read = exists().where(Acknowledgement.version_id == Rollout.version_id, Acknowledgement.person_id == actor.id)
    rows = (
        select(Rollout, Process, Version)
        .join(Concern, Concern.rollout_id == Rollout.id)
        .join(Process, Process.id == Rollout.process_id)
        .join(Version, Version.id == Rollout.version_id)
        .where(Concern.person_id == actor.id, ~read, visible_inside(actor))
    )
    return page(session, rows, [Rollout.id], cursor, limit, descending=True, scalars=False)


def on_the_way(session: Session, actor: Actor, limit: int = 6) -> list[tuple[Rollout, Process, Version]]:
    """Give the rollouts the actor answers for that are not done, and of the last week those that failed for cases."""
    lately = Rollout.created_at > clock.now() - LATELY
    rows = (
        select(Rollout, Process, Version)
        .join(Process, Process.id == Rollout.process_id)
        .join(Version, Version.id == Rollout.version_id)
        .where(or_(Rollout.ended_at.is_(None), and_(Rollout.failed > 0, lately)))
        .where(answered_by(actor, "ops", "admin", "manager"), visible_inside(actor))
        .order_by(Rollout.id.desc())
        .limit(limit)
    )
    return [(rollout, process, version) for rollout, process, version in session.execute(rows)]


def last_changes(session: Session, actor: Actor, limit: int = 3) -> list[tuple[Rollout, Process, Version]]:
    """Give the newest rollouts of processes that the actor owns or manages, those that were taken back left out."""
    back = aliased(Rollout)
    rows = (
        select(Rollout, Process, Version)
        .join(Process, Process.id == Rollout.process_id)
        .join(Version, Version.id == Rollout.version_id)
        .where(Rollout.kind == "rollout", ~exists().where(back.reverts_id == Rollout.id))
        .where(answered_by(actor, "manager"), visible_inside(actor))
        .order_by(Rollout.id.desc())
        .limit(limit)
    )
    return [(rollout, process, version) for rollout, process, version in session.execute(rows)]


def last(session: Session, process_id: str, limit: int = 20) -> list[Rollout]:
    """Give the newest rollouts of a process."""
    return list(
        session.scalars(
            select(Rollout).where(Rollout.process_id == process_id).order_by(Rollout.id.desc()).limit(limit)
        )
    )
