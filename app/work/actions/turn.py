"""Store what a turn of the engine did: state, log, open tasks, timers and subscriptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.events import announce
from app.kernel.jobs import defer
from app.kernel.policy import Actor
from app.work.events import InstanceEnded, TasksOpened
from app.work.tables import Instance, StepEvent, Subscription, Task, Timer
from processes.engine import OpenTask, Turn

# Core tables: one statement for many rows, without the object layer, where every millisecond is paid per task.
LOG: Any = StepEvent.__table__
TASK: Any = Task.__table__


def apply_turn(session: Session, instance: Instance, turn: Turn, actor: Actor, *, task_id: str | None = None) -> None:
    """Make the turn the instance's state; `task_id` is the task that a person completed to cause it."""
    now = clock.now()
    _log(session, instance, turn, actor, now)
    _tasks(session, instance, turn, now)
    _waits(session, instance, turn)
    instance.data = turn.data
    instance.state = turn.status
    running = turn.status == "running"
    instance.blob = turn.state if running or turn.status == "failed" else None
    if not running and instance.ended_at is None:
        instance.ended_at = now
        announce(session, InstanceEnded(instance.id, instance.process_id, instance.state))
    for thrown in turn.thrown:
        args = {
            "kind": thrown.kind,
            "name": thrown.name,
            "data": thrown.payload,
            "correlation": dict(thrown.correlation),
        }
        defer(session, "work.throw", args | {"from": instance.id})


def log_event(session: Session, instance: Instance, event: str, actor: Actor, detail: str | None = None) -> None:
    """Add one line about the instance as a whole to its history."""
    session.execute(insert(LOG), [_row(instance, event, actor.id or None, clock.now(), detail=detail)])


def _row(instance: Instance, event: str, actor_id: str | None, at: datetime, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(("step_id", "step_name", "task_id", "detail"))
    fixed = {
        "instance_id": instance.id,
        "process_id": instance.process_id,
        "version_id": instance.version_id,
        "event": event,
        "actor_id": actor_id,
        "at": at,
    }
    return row | fixed | more


def _log(session: Session, instance: Instance, turn: Turn, actor: Actor, now: datetime) -> None:
    who = None if actor.is_system or actor.is_anonymous else actor.id
    rows = [
        _row(
            instance, e.event, who, now,
            step_id=e.step_id, step_name=e.step_name or None, task_id=e.task_id, detail=_words(e.detail),
        )
        for e in turn.events
    ]  # fmt: skip
    if rows:
        session.execute(insert(LOG), rows)


def _words(detail: Mapping[str, Any]) -> str | None:
    """Say what an event carries: its words where it has some, else its values."""
    if "words" in detail:
        return str(detail["words"])
    return ", ".join(f"{key}: {value}" for key, value in detail.items()) or None


def _tasks(session: Session, instance: Instance, turn: Turn, now: datetime) -> None:
    if turn.closed:
        session.execute(
            update(Task)
            .where(Task.id.in_(turn.closed), Task.state == "open")
            .values(state="withdrawn", closed_at=now, form=None, data=None)
        )
    if turn.opened:
        session.execute(insert(TASK), [_task(instance, task, now) for task in turn.opened])
        opened = tuple((task.id, task.step_id) for task in turn.opened)
        announce(session, TasksOpened(instance.id, instance.process_id, opened))


def _task(instance: Instance, task: OpenTask, now: datetime) -> dict[str, Any]:
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
        "form": task.form,
        "data": task.data or None,
        "opened_at": now,
    }


def _waits(session: Session, instance: Instance, turn: Turn) -> None:
    """Replace the instance's timers and subscriptions; costs nothing where there are none before and after."""
    waits = bool(turn.timers or turn.waiting)
    if instance.waits:
        for table in (Timer, Subscription):
            session.execute(delete(table).where(table.instance_id == instance.id))
    instance.waits = waits
    _insert(
        session,
        Timer,
        (
            {"instance_id": instance.id, "task_id": t.task_id, "step_id": t.step_id, "due_at": t.due_at}
            for t in turn.timers
        ),
    )
    _insert(
        session,
        Subscription,
        (
            {
                "instance_id": instance.id, "task_id": w.task_id, "step_id": w.step_id,
                "kind": w.kind, "name": w.name, "correlation": dict(w.correlation),
            }
            for w in turn.waiting
        ),
    )  # fmt: skip


def _insert(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    if listed := list(rows):
        session.execute(insert(table), listed)
