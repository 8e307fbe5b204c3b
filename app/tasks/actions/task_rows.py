"""Put the open tasks of a result before people, and withdraw those that are no longer open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.assignment.actions.sharing import Share, share_out, store_candidates
from app.cases.actions.result.history import log_step
from app.cases.actions.result.writers import Writing, writes
from app.cases.queries.opened import note_open
from app.cases.tables import Instance, Task
from app.kernel.db.database import run
from app.kernel.events import announce
from app.kernel.i18n import sentences
from app.kernel.policy import SYSTEM
from app.tasks.events import TaskForSubstitute, TasksOpened
from processes.engine import SERVICE_KINDS, ExecutionResult, OpenTask

TASK: Any = Task.__table__
_OPEN = insert(TASK)
# By the names of the columns, for plain statements.
_NOTHING: dict[str, Any] = dict.fromkeys(
    ("claimed_by", "claimed_at", "for_id", "due_at", "follow_up_at", "priority", "named", "apart")
)


@writes("tasks")
def open_tasks(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> None:
    """Make the rows of tasks those of the result, and announce what is new."""
    now = writing.now
    rows: list[dict[str, Any]] = []
    if result.closed:
        session.execute(
            update(Task)
            .where(Task.id.in_(result.closed), Task.state == "open")
            .values(state="withdrawn", closed_at=now, form=None, data=None)
        )
    if result.opened:
        shares = share_out(session, instance, result.opened, now)
        rows = [_task(instance, task, now, shares.get(task.id)) for task in result.opened]
        run(session, _OPEN, rows)
        if shares:
            store_candidates(session, shares)
            _tell(session, instance, result, shares)
        opened = tuple((task.id, task.step_id, task.kind) for task in result.opened)
        announce(session, TasksOpened(instance.id, instance.process_id, opened))
    note_open(session, instance.id, rows if len(result.open) == len(rows) else None)


def _tell(session: Session, instance: Instance, result: ExecutionResult, shares: dict[str, Share]) -> None:
    for task in result.opened:
        share = shares.get(task.id)
        if share is not None and share.faults:
            where = (task.step_id, task.step_name)
            log_step(session, instance, "not_shared_out", SYSTEM, where, sentences(*share.faults))
        for who, away in share.stand_ins.items() if share is not None else ():
            announce(session, TaskForSubstitute(task.id, instance.process_id, task.step_name, who, away))


def _task(instance: Instance, task: OpenTask, now: datetime, share: Share | None) -> dict[str, Any]:
    by_hand = task.kind not in SERVICE_KINDS
    return {
        "id": task.id,
        "instance_id": instance.id,
        "process_id": instance.process_id,
        "version_id": instance.version_id,
        "step_id": task.step_id,
        "step_name": task.step_name,
        "lane": task.lane or "",
        "kind": task.kind,
        "state": "open",
        "form": task.form if by_hand else None,
        "data": task.data or None if by_hand else None,
        "opened_at": now,
        **_NOTHING,
        **(share.values if share else {}),
    }
