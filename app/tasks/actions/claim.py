"""Take a task for oneself, and give it back."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.assignment import queries as assignment
from app.cases.actions.result.persist import persist_result
from app.cases.policy import Cases
from app.cases.tables import Task, claimed_since, hold_ends
from app.kernel import policy
from app.kernel.db.rowcount import rows_changed
from app.kernel.errors import Conflict
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.tasks import queries
from app.tasks.actions.assign import hand_over
from app.tasks.actions.task_listeners import CHANGED, GIVEN, heard, hears
from processes.called import quoted


def claim(session: Session, actor: Actor, task_id: str) -> Task:
    """Take an open task, so that nobody else does it too; raises Conflict where a colleague was faster."""
    task, whose = queries.task_and_whose(session, actor, task_id)
    if task.claimed_by not in (None, actor.id) and assignment.is_free_for(session, actor, task):
        return hand_over(session, actor, task, actor.id, whose=whose)
    told = task.claimed_by is None and hears(session, task, CHANGED, GIVEN)
    taken = session.execute(
        update(Task)
        .where(Task.id == task_id, Task.state == "open", (Task.claimed_by.is_(None)) | (Task.claimed_by == actor.id))
        .values(claimed_by=actor.id, claimed_at=claimed_since(clock.now()), for_id=whose, freed_from=None)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(taken) != 1:
        raise Conflict(
            "CLAIMED",
            _("Expected {step} to be free, but a colleague took it just now.", step=quoted(task.step_name)),
            for_people=_("A colleague took {step} just now.", step=quoted(task.step_name)),
        )
    session.refresh(task, ["claimed_by", "claimed_at", "for_id"])
    if told:
        persist_result(session, task.instance, heard(session, task.instance, task, (CHANGED, GIVEN)), actor)
    return task


def release(session: Session, actor: Actor, task_id: str) -> Task:
    """Give a task back to everybody; ops may do that for a colleague."""
    task = queries.task_for_work(session, actor, task_id)
    if task.claimed_by not in (None, actor.id) and not policy.allows(actor, Cases.OPERATE, task.process):
        raise Conflict(
            "CLAIMED",
            _("Expected {step} to be yours, but a colleague has it. Ask them or ops.", step=quoted(task.step_name)),
            for_people=_("A colleague has taken {step}. Ask them, or operations.", step=quoted(task.step_name)),
        )
    told = task.claimed_by is not None and hears(session, task, CHANGED, GIVEN)
    session.execute(hold_ends(clock.now(), Task.id == task_id))
    session.execute(
        update(Task)
        .where(Task.id == task_id)
        .values(claimed_by=None, claimed_at=None, delegated_by=None, for_id=None)
        .execution_options(synchronize_session=False)
    )
    session.refresh(task, ["claimed_by", "claimed_at", "for_id"])
    if told:
        persist_result(session, task.instance, heard(session, task.instance, task, (CHANGED, GIVEN)), actor)
    return task
