"""Keeping processes at hand."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.catalog.policy import Catalog
from app.catalog.tables import Favourite, Process
from app.kernel import policy
from app.kernel.errors import Conflict
from app.kernel.i18n import _
from app.kernel.policy import Actor

MOST_FAVOURITES = 200


def keep_at_hand(session: Session, actor: Actor, process: Process, *, keep: bool) -> None:
    """Put a process among the actor's favourites or take it out; raises Conflict past MOST_FAVOURITES."""
    policy.require(actor, Catalog.FAVOUR, process)
    mine = Favourite.person_id == actor.id
    if not keep:
        session.execute(delete(Favourite).where(mine, Favourite.process_id == process.id))
        return
    if session.get(Favourite, (actor.id, process.id)) is not None:
        return
    if (session.scalar(select(func.count()).select_from(Favourite).where(mine)) or 0) >= MOST_FAVOURITES:
        said = _("Expected at most {n} favourites, but there are as many. Take one out first.", n=MOST_FAVOURITES)
        raise Conflict(
            "TOO_MANY_FAVOURITES",
            said,
            for_people=_(
                "You have {n} favourites, and that is as many as there can be. Take one off first.", n=MOST_FAVOURITES
            ),
        )
    session.add(Favourite(person_id=actor.id, process_id=process.id))
    session.flush()
