"""What becomes of work when people leave, or lose a role or group."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.accounts.events import GrantsChanged, GroupLeft, GroupRemoving, PersonDeactivated, RoleRevoked
from app.accounts.queries import actor_for, as_they_were
from app.accounts.tables import Person
from app.kernel.events import listens, precedes
from app.kernel.policy import Grant
from app.staffing.actions.groups import free_groups_work
from app.staffing.actions.leaving import free_closed_work, free_work
from app.staffing.actions.vacancies import note_vacancies


@listens(PersonDeactivated)
def somebody_left(session: Session, news: PersonDeactivated) -> None:
    """Let others do what they had, in the transaction in which they leave."""
    free_work(session, news.person_id)


@listens(GrantsChanged)
def somebody_changed(session: Session, news: GrantsChanged) -> None:
    """Let others do what they had and may not do any more, in the transaction that takes it from them."""
    free_closed_work(session, news.person_id)


@listens(PersonDeactivated)
def place_left(session: Session, news: PersonDeactivated) -> None:
    """Note what nobody does any more since they left."""
    note_vacancies(session, as_they_were(session, news.person_id), "")


@listens(RoleRevoked)
def role_lost(session: Session, news: RoleRevoked) -> None:
    """Note what nobody does any more since they lost the role."""
    if not session.get_one(Person, news.person_id).active:
        return
    now = actor_for(session, news.person_id)
    lost = Grant(news.role, news.unit_path, news.partner)
    note_vacancies(session, replace(now, grants=now.grants | {lost}), f"role:{news.role}")


@listens(GroupLeft)
def group_lost(session: Session, news: GroupLeft) -> None:
    """Note what nobody does any more since they left the group."""
    if not session.get_one(Person, news.person_id).active:
        return
    now = actor_for(session, news.person_id)
    note_vacancies(session, replace(now, groups=now.groups | {news.group_id}), f"group:{news.group}")


@precedes(GroupRemoving)
def group_removing(session: Session, news: GroupRemoving) -> None:
    """Let others do what was meant for a group, before it goes."""
    free_groups_work(session, news.group_id, news.name)
