"""What work writes into the audit log, in words, and how cases and tasks are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.audit import Act, Named, Things
from app.work.tables import Instance, Task

ACTS = {
    "instance.moved": Act("moved {it} on to another step[: {reason}]", "instance"),
    "instance.suspended": Act("suspended {it}[: {reason}]", "instance"),
    "instance.resumed": Act("let {it} go on[: {reason}]", "instance"),
    "instance.cancelled": Act("cancelled {it}[: {reason}]", "instance"),
    "timer.fired": Act("let a timer of {it} run out at once[: {reason}]", "instance"),
    "timer.cancelled": Act("took a timer of {it} away[: {reason}]", "instance"),
    "incident.retried": Act("had a step of {instance|instance} tried again"),
    "task.due_set": Act("set when {it} is due: {to}", "task"),
    "task.priority_set": Act("set the priority of {it} to {to}", "task"),
    "task.completed_for_service": Act("completed {it} in place of a program", "task"),
    "lanes.mapped": Act("changed who does the lanes of {it}", "process"),
    "work.shared": Act("changed how the work of {it} is shared", "process"),
    "absence.set": Act("asked {substitute|person} to stand in until {until}"),
    "absence.ended": Act("no longer needs {substitute|person} to stand in"),
}


def _cases(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = select(Instance.id, Instance.business_key, Process.title)
    rows = rows.join(Process, Process.id == Instance.process_id).where(Instance.id.in_(ids))
    return {
        id: Named(f"the case {key} of “{title}”" if key else f"a case of “{title}”", f"/instances/{id}")
        for id, key, title in session.execute(rows)
    }


def _tasks(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = select(Task.id, Task.step_name, Process.title)
    rows = rows.join(Process, Process.id == Task.process_id).where(Task.id.in_(ids))
    return {id: Named(f"“{step}” of “{title}”", f"/tasks/{id}") for id, step, title in session.execute(rows)}


THINGS = {
    "instance": Things(_cases, "a case that is gone"),
    "task": Things(_tasks, "a task that is gone"),
}
