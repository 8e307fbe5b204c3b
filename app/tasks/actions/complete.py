"""Complete a task: one person, once, in one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from app.accounts.queries import people
from app.assignment import queries as assignment
from app.cases.actions.engine_calls import act
from app.cases.actions.result.history import log_step
from app.cases.actions.result.persist import persist_result
from app.cases.tables import Instance, Task, claimed_since
from app.cases.words.unfit import unfit
from app.catalog import queries as catalog
from app.kernel import audit
from app.kernel.db.database import run
from app.kernel.errors import Conflict
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.taskforms.actions.drafts import drop_drafts
from app.taskforms.actions.files import attach
from app.taskforms.forms import has_files
from app.tasks import queries
from app.tasks.events import TaskCompleted
from processes import engine
from processes.called import quoted

TASK: Any = Task.__table__
_DONE = (
    update(TASK)
    .where(TASK.c.id == bindparam("this"))
    .values(
        state="done",
        closed_at=bindparam("now"),
        closed_by=bindparam("who"),
        claimed_at=claimed_since(),
        for_id=bindparam("whose"),
        form=None,
        data=None,
    )
)


def complete(session: Session, actor: Actor, task_id: str, data: dict[str, Any] | None = None) -> Instance:
    """Complete an open task with what the person entered, and give the instance as it is then.

    Raises NotFound, Forbidden, Conflict where it is done already or claimed by somebody else, Invalid for wrong data.
    """
    task, whose = queries.task_and_whose(session, actor, task_id, lock=True)
    if not assignment.is_free_for(session, actor, task):
        raise Conflict(
            "CLAIMED",
            _(
                "Expected {step} to be free, but a colleague has taken it. Choose another task, or ask them to give "
                "it back.",
                step=quoted(task.step_name),
            ),
            for_people=_(
                "A colleague has taken {step}. Choose another task, or ask them to give it back.",
                step=quoted(task.step_name),
            ),
        )
    instance, now = task.instance, clock.now()
    if has_files(task.form):
        attach(session, actor, task.form or {}, data or {}, instance)
    try:
        result = act(engine.complete, catalog.definition(task.version), instance.blob or b"", task.id, data or {}, now)
    except engine.InvalidForm as error:
        raise unfit(error.errors, _("complete the task again")) from error
    except engine.NotOpen as error:
        raise queries.already_done(task.step_name) from error
    who = actor.id if actor.kind == "person" else None
    run(session, _DONE, {"this": task.id, "now": now, "who": who, "whose": whose})
    if task.kind in engine.SERVICE_KINDS and not actor.is_system:
        audit.record(
            session,
            actor,
            "task.completed_for_service",
            Subject.of("task", task.id),
            {"step": task.step_id, "kind": task.kind},
        )
    if whose is not None:
        _say_for_whom(session, actor, task, whose)
    drop_drafts(session, task)
    persist_result(session, instance, result, actor)
    announce(session, TaskCompleted(task.id, instance.id, instance.process_id, task.step_id, actor.id or None))
    return instance


def _say_for_whom(session: Session, actor: Actor, task: Task, whose: str) -> None:
    """Write down whose task the actor does, who stands in for them."""
    absent = people(session, [whose]).get(whose)
    said = _("for {name}, who is away", name=absent.name) if absent else _("for somebody who is away")
    log_step(session, task.instance, "done_for", actor, (task.step_id, task.step_name), said)
