"""Mark notices as read."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kernel import clock, live
from app.kernel.errors import NotFound
from app.kernel.policy import Actor
from app.notices.tables import Notice


def read(session: Session, actor: Actor, notice_id: str) -> Notice:
    """Mark one of the actor's notices as read and give it; raises NotFound for another's."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.person_id != actor.id:
        raise NotFound("this notice")
    if notice.read_at is None:
        notice.read_at = clock.now()
        live.ping(session, f"person:{actor.id}")
    return notice


def read_all(session: Session, actor: Actor) -> None:
    """Mark all of the actor's notices as read."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == actor.id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    live.ping(session, f"person:{actor.id}")
