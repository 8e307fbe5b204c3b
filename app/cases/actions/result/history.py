"""Write the history of an instance: one line for each thing that happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.cases.actions.result.writers import Writing, writes
from app.cases.tables import Instance, StepEvent
from app.kernel.db.database import run
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times import clock
from processes.engine import ExecutionResult

# Core tables here and in the modules beside: one statement for many rows, without the object layer, where every
# millisecond is paid per task.
LOG: Any = StepEvent.__table__
_ADD = insert(LOG)


def log_event(session: Session, instance: Instance, event: str, actor: Actor, detail: str | None = None) -> None:
    """Add one line about the instance as a whole to its history."""
    run(session, _ADD, [_row(instance, event, actor.id or None, clock.now(), detail=detail)])


def log_step(
    session: Session, instance: Instance, event: str, actor: Actor, step: tuple[str, str | None], detail: str
) -> None:
    """Add one line about a step (id and name) to an instance's history: what somebody did to it by hand."""
    about = {"step_id": step[0], "step_name": step[1], "detail": detail}
    run(session, _ADD, [_row(instance, event, actor.id or None, clock.now(), **about)])


def log_rows(session: Session, actor: Actor, tasks: Iterable[Any], words: str) -> None:
    """Add a line about each of these tasks, rows or objects: who is to do it now, in words."""
    said = {"event": "task_assigned", "actor_id": actor.id, "at": clock.now(), "detail": words}
    names = ("instance_id", "process_id", "version_id", "step_id", "step_name")
    lines = [{name: getattr(row, name) for name in names} | {"task_id": row.id, **said} for row in tasks]
    if lines:
        run(session, _ADD, lines)


@writes("history")
def log_result(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> None:
    """Add what a result did, in its order."""
    actor, now = writing.actor, writing.now
    who = None if actor.is_system or actor.is_anonymous else actor.id
    rows = [
        _row(
            instance, e.event, who, now,
            step_id=e.step_id, step_name=e.step_name or None, task_id=e.task_id, detail=_words(e.detail),
        )
        for e in result.events
    ]  # fmt: skip
    if rows:
        run(session, _ADD, rows)


def _words(detail: Mapping[str, Any]) -> str | None:
    """Say what an event carries: its words where it has some, else its values; `flows` are kept for measuring."""
    if "words" in detail:
        words = detail["words"]
        return words if isinstance(words, str) else str(words)
    if detail.keys() == {"topic"}:
        return _("topic: {topic}", topic=detail["topic"])
    if detail.keys() == {"decision", "rules"}:
        return _("decision: {decision}, rules: {rules}", decision=detail["decision"], rules=str(detail["rules"]))
    return ", ".join(f"{key}: {value}" for key, value in detail.items()) or None


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
