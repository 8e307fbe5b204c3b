"""What work does when it hears of people who leave, of new versions, of jobs that were given up, and of itself."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.accounts.events import GrantsChanged, GroupLeft, GroupRemoving, PersonDeactivated, RoleRevoked
from app.accounts.queries import actor_for, as_they_were
from app.accounts.tables import Person
from app.catalog.events import VersionPublished
from app.catalog.tables import Process
from app.kernel import clock
from app.kernel.database import Database
from app.kernel.events import after_commit, listens, precedes
from app.kernel.jobs import JobGaveUp
from app.kernel.policy import Grant
from app.work import metrics, queries
from app.work.actions import triggers
from app.work.actions.groups import free_groups_work
from app.work.actions.incidents import open_job_incident
from app.work.actions.leaving import free_closed_work, free_work
from app.work.actions.step_groups import note_groups_of
from app.work.actions.vacancies import note_vacancies
from app.work.actions.waits import forget_waits
from app.work.events import InstanceCancelled, InstanceCompleted, InstanceFailed, InstanceStarted, TaskCompleted

# The arguments by which jobs name the case they are about.
ABOUT = ("instance_id", "instance", "from")


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


@listens(VersionPublished)
def reschedule(session: Session, news: VersionPublished) -> None:
    """Have the start events of the new live version count, and no longer those of the one before."""
    triggers.schedule(session, news.process_id, news.version_id)


@listens(JobGaveUp)
def job_given_up(session: Session, news: JobGaveUp) -> None:
    """Open an incident for the case that the job was about, if it was about one, where ops see it."""
    about = next((news.args[name] for name in ABOUT if isinstance(news.args.get(name), str)), None)
    instance = queries.locked(session, about) if about else None
    if instance is None:
        return
    words = f"The background job “{news.task}” was tried {news.attempts} times and given up: {news.error}"
    open_job_incident(session, instance, news.job_id, words, news.attempts, clock.now())
    instance.incidents += 1


@listens(InstanceCancelled)
def case_cancelled(session: Session, news: InstanceCancelled) -> None:
    """Have a case that is cancelled wait for nothing any more."""
    forget_waits(session, news.instance_id)


@after_commit(InstanceStarted)
def count_start(database: Database, news: InstanceStarted) -> None:
    """Count a case that was started."""
    metrics.STARTED.inc()


@after_commit(InstanceCompleted, InstanceCancelled, InstanceFailed)
def count_end(database: Database, news: InstanceCompleted | InstanceCancelled | InstanceFailed) -> None:
    """Count the end of a case, by how it ended."""
    metrics.ENDED.labels(news.name.partition(".")[2]).inc()


@after_commit(TaskCompleted)
def count_completion(database: Database, news: TaskCompleted) -> None:
    """Count a task that was completed."""
    metrics.COMPLETED.inc()
