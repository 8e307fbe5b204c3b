"""Store what an instance waits for: timers and subscriptions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.work.tables import Instance, Subscription, Timer
from processes.engine import Turn


def store_waits(session: Session, instance: Instance, turn: Turn) -> bool:
    """Replace the instance's timers and subscriptions and say whether there are any; costs nothing without."""
    waits = bool(turn.timers or turn.waiting)
    if instance.waits:
        for table in (Timer, Subscription):
            session.execute(delete(table).where(table.instance_id == instance.id))
    if not waits:
        return False
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
    return True


def _insert(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    if listed := list(rows):
        session.execute(insert(table), listed)
