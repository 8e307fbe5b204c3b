"""Listeners of a task's model that hear who has it, and what was changed of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy.orm import Session

from app.accounts.queries import people
from app.cases import queries as case_queries
from app.cases.actions.engine_calls import act
from app.cases.actions.result.writers import Applied, Step, Writing, follows
from app.cases.tables import Instance, Task
from app.catalog import queries as catalog
from app.kernel.times import clock
from app.tasks import queries
from processes import engine
from processes.engine import ExecutionResult, OpenTask
from processes.messages import in_english

CHANGED, GIVEN = "update", "assignment"


def hears(session: Session, task: Task, *events: str) -> bool:
    """Whether the model has listeners of a task for one of these; its instance is locked then, before any change."""
    if task.kind in engine.SERVICE_KINDS or not task.version.runs:
        return False
    if not {*events} & {*engine.hears(catalog.definition(task.version), task.step_id)}:
        return False
    return case_queries.locked(session, task.instance_id) is not None


def heard(session: Session, instance: Instance, task: Task, events: Sequence[str]) -> ExecutionResult:
    """Have them hear these events, the instance being locked, and give the result; Conflict where the task is done."""
    names = people(session, [task.claimed_by]) if task.claimed_by else {}
    about = {
        "assignee": next((one.handle for one in names.values()), None),
        "name": in_english(task.step_name),
        "priority": task.priority,
        "dueDate": task.due_at.isoformat() if task.due_at else None,
        "followUpDate": task.follow_up_at.isoformat() if task.follow_up_at else None,
    }
    definition = catalog.definition(instance.version)
    try:
        return act(engine.tell, definition, instance.blob or b"", task.id, list(events), about, clock.now())
    except engine.NotOpen as error:
        raise queries.already_done(task.step_name) from error


@follows("task_listeners")
def tell_of_assignment(
    session: Session, instance: Instance, result: ExecutionResult, writing: Writing
) -> Iterator[Step]:
    """Have the listeners of each new task hear to whom it was given."""
    for task in result.opened:
        if GIVEN in task.hears:
            yield partial(_given, session, instance, task)


def _given(session: Session, instance: Instance, task: OpenTask) -> list[Applied]:
    """Have the listeners of a new task hear to whom it was given, if it was."""
    row = session.get(Task, task.id)
    if row is None or row.claimed_by is None or row.state != "open" or not instance.blob:
        return []
    return [(instance, heard(session, instance, row, (GIVEN,)))]
