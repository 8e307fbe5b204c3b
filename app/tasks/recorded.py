"""What tasks write into the audit log, in words, and how they are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import Task
from app.catalog.tables import Process
from app.kernel.audit import Act, Named, Things
from app.kernel.i18n import _
from app.tasks.actions.assign import NO_LIMIT

ACTS = {
    "task.due_set": Act(_("{who} set when {it} is due: {to}"), "task", codes={"to": {NO_LIMIT: NO_LIMIT}}),
    "task.priority_set": Act(_("{who} set the priority of {it} to {to}"), "task"),
    "task.completed_for_service": Act(_("{who} completed {it} in place of a program"), "task"),
}


def _tasks(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = select(Task.id, Task.step_name, Process.title)
    rows = rows.join(Process, Process.id == Task.process_id).where(Task.id.in_(ids))
    return {
        id: Named(_("“{step}” of “{title}”", step=step, title=title), f"/tasks/{id}")
        for id, step, title in session.execute(rows)
    }


THINGS = {"task": Things(_tasks, _("a task that is gone"))}
