"""Who is told of changes that are put together with others."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.improve.events import ChangeShared
from app.kernel.events import listens
from app.kernel.i18n import _
from app.notices.actions import News, tell
from app.notices.messages.names import name_of


@listens(ChangeShared)
def shared(session: Session, news: ChangeShared) -> None:
    """Tell somebody that they can work on a change with its author."""
    process = session.get_one(Process, news.process_id)
    words = _(
        "{who} is putting together a change of “{process}” and asks you to work on it, too.",
        who=name_of(session, news.actor_id), process=process.title,
    )  # fmt: skip
    told = News("change_shared", words, f"/workshop/{news.draft_id}", f"change_shared:{news.draft_id}", process.id)
    tell(session, told, [news.person_id])
