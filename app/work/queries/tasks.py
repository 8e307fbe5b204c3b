"""One task, for looking at it and for working on it."""

from __future__ import annotations

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from app.catalog.queries import visible
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.policy import Actor, require
from app.work.policy import Work, may_perform
from app.work.queries.inbox import open_here
from app.work.tables import Instance, LaneMapping, Task


def _with_everything(task_id: str) -> Select[tuple[Task, LaneMapping]]:
    """Read a task with its instance, process, version and the mappings of its lane in one statement."""
    return (
        select(Task, LaneMapping)
        .join(Task.instance)
        .join(Task.process)
        .join(Task.version)
        .outerjoin(LaneMapping, and_(LaneMapping.process_id == Task.process_id, LaneMapping.lane == Task.lane))
        .options(
            contains_eager(Task.instance).undefer(Instance.blob),
            contains_eager(Task.process),
            contains_eager(Task.version),
        )
        .where(Task.id == task_id)
    )  # fmt: skip


def _joined(task: Task) -> Task:
    """Let the instance know the process and version that were read with its task."""
    set_committed_value(task.instance, "process", task.process)
    set_committed_value(task.instance, "version", task.version)
    return task


def task(session: Session, actor: Actor, task_id: str) -> tuple[Task, bool]:
    """Give a task the actor may see, and whether they may work on it; raises NotFound."""
    rows = session.execute(_with_everything(task_id).where(visible(actor))).all()
    if not rows:
        raise NotFound("this task")
    found = _joined(rows[0][0])
    allowed = may_perform(actor, found.process, [mapping for _, mapping in rows if mapping is not None])
    if not (allowed or actor.is_internal or found.instance.started_by == actor.id):
        raise NotFound("this task")
    return found, allowed and found.state == "open"


def task_for_work(session: Session, actor: Actor, task_id: str, *, lock: bool = False) -> Task:
    """Give an open task the actor may work on, its instance locked if asked; NotFound, Forbidden or Conflict else."""
    statement = _with_everything(task_id)
    if not actor.is_system:
        statement = statement.where(visible(actor))
    if lock:
        statement = statement.with_for_update(of=Instance)
    rows = session.execute(statement.execution_options(populate_existing=True)).all()
    if not rows:
        raise NotFound("this task")
    found: Task = _joined(rows[0][0])
    if not actor.is_system and not may_perform(actor, found.process, [m for _, m in rows if m is not None]):
        if not actor.is_internal:
            raise NotFound("this task")
        raise Forbidden(
            "NOT_YOUR_LANE",
            f"Expected somebody who does “{found.lane or found.step_name}”, but that is not your work. Ask a colleague "
            "who does it, or the owner of the process to add you.",
        )
    if actor.scopes is not None:
        require(actor, Work.PERFORM, found.process)
    if found.state != "open" or found.instance.state not in ("running", "failed"):
        raise already_done(found.step_name)
    return found


def already_done(step_name: str) -> Conflict:
    """Give the error for a task that is no longer open."""
    return Conflict(
        "TASK_NOT_OPEN",
        f"Expected “{step_name}” to be open, but it is done or withdrawn already. Nothing was changed; look at the "
        "instance to see what happened.",
    )


def next_for(session: Session, actor: Actor, instance_id: str) -> Task | None:
    """Give the actor's next open task in an instance, None where somebody else is next or nobody."""
    statement = (
        select(Task)
        .join(Task.process)
        .where(Task.instance_id == instance_id, open_here(actor))
        .order_by(Task.opened_at, Task.id)
        .limit(1)
    )
    return session.scalars(statement).one_or_none()
