"""What tasks do when they hear of people who leave, of new versions, and of themselves."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.accounts.events import GrantsChanged, GroupLeft, GroupRemoving, PersonDeactivated, RoleRevoked
from app.accounts.queries import actor_for, as_they_were
from app.accounts.tables import Person
from app.catalog.events import VersionPublished
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.events import after_commit, listens, precedes
from app.kernel.policy import Grant
from app.tasks import metrics
from app.tasks.actions.assignment.step_groups import note_groups_of
from app.tasks.actions.departures.groups import free_groups_work
from app.tasks.actions.departures.leaving import free_closed_work, free_work
from app.tasks.actions.departures.vacancies import note_vacancies
from app.tasks.events import TaskCompleted


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


@listens(VersionPublished)
def version_published(session: Session, news: VersionPublished) -> None:
    """Note for which groups the steps of the new live version are."""
    note_groups_of(session, session.get_one(Process, news.process_id))


@precedes(GroupRemoving)
def group_removing(session: Session, news: GroupRemoving) -> None:
    """Let others do what was meant for a group, before it goes."""
    free_groups_work(session, news.group_id, news.name)


@after_commit(TaskCompleted)
def count_completion(database: Database, news: TaskCompleted) -> None:
    """Count a task that was completed."""
    metrics.COMPLETED.inc()
