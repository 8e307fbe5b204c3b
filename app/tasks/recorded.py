"""What tasks write into the audit log, in words, and how they are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import Task
from app.catalog.tables import Process
from app.kernel.audit import Act, Named, Things

ACTS = {
    "task.due_set": Act("set when {it} is due: {to}", "task"),
    "task.priority_set": Act("set the priority of {it} to {to}", "task"),
    "task.completed_for_service": Act("completed {it} in place of a program", "task"),
    "lanes.mapped": Act("changed who does the lanes of {it}", "process"),
    "work.shared": Act("changed how the work of {it} is shared", "process"),
    "absence.set": Act("asked {substitute|person} to stand in until {until}"),
    "absence.ended": Act("no longer needs {substitute|person} to stand in"),
}


def _tasks(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = select(Task.id, Task.step_name, Process.title)
    rows = rows.join(Process, Process.id == Task.process_id).where(Task.id.in_(ids))
    return {id: Named(f"“{step}” of “{title}”", f"/tasks/{id}") for id, step, title in session.execute(rows)}


THINGS = {"task": Things(_tasks, "a task that is gone")}
