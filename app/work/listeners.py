"""What work does when it hears that somebody has left, or may do something else than before."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.events import GrantsChanged, GroupRemoving, PersonDeactivated
from app.kernel.events import listens, precedes
from app.work.actions.groups import free_groups_work
from app.work.actions.leaving import free_closed_work, free_work


@listens(PersonDeactivated)
def somebody_left(session: Session, news: PersonDeactivated) -> None:
    """Let others do what they had, in the transaction in which they leave."""
    free_work(session, news.person_id)


@listens(GrantsChanged)
def somebody_changed(session: Session, news: GrantsChanged) -> None:
    """Let others do what they had and may not do any more, in the transaction that takes it from them."""
    free_closed_work(session, news.person_id)


@precedes(GroupRemoving)
def group_removing(session: Session, news: GroupRemoving) -> None:
    """Let others do what was meant for a group, before it goes."""
    free_groups_work(session, news.group_id, news.name)
