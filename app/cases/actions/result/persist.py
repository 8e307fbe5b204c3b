"""Persist the result of an execution by the engine, and do what follows from it."""

from __future__ import annotations

from collections import deque

from sqlalchemy.orm import Session

from app.cases.actions.result import instance_row
from app.cases.actions.result.incidents import tell_of
from app.cases.actions.result.writers import Step, Writing, write, writes
from app.cases.events import InstanceCompleted, InstanceFailed
from app.cases.tables import Incident, Instance
from app.kernel.db.outside_locks import is_long
from app.kernel.events import announce
from app.kernel.ids import new_id
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from processes.engine import ExecutionResult

MOST = 100
SENT = ("message", "signal")


def persist_result(session: Session, instance: Instance, result: ExecutionResult, actor: Actor) -> None:
    """Make the result the state of the instance, and do what follows from it at once."""
    news: list[Incident] = []
    ahead = deque(_apply(session, instance, result, actor, news))
    steps = 0
    while ahead:
        following = ahead.popleft()()
        for other, its_result in following:
            steps += 1
            todo = _apply(session, other, its_result, SYSTEM, news)
            if steps < MOST and not is_long():
                ahead.extend(todo)
            elif any(True for _ in todo):
                settle_later(session, other)
    tell_of(session, news)


def _apply(
    session: Session, instance: Instance, result: ExecutionResult, actor: Actor, news: list[Incident]
) -> list[Step]:
    return write(session, instance, result, Writing(actor, clock.now(), news))


@writes("row")
def store_row(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> None:
    """Make the row of the instance that of the result, with what the parts before it have counted."""
    ends = result.status != "running" and instance.ended_at is None
    ended = {"ended_at": writing.now} if ends else {}
    facts = instance_row.facts(result)
    if instance.state == "suspended" and result.status == "running":
        facts["state"] = instance.state
    instance_row.save(session, instance, **facts, **writing.columns, **ended)
    if ends:
        ended_as = InstanceCompleted if instance.state == "completed" else InstanceFailed
        announce(session, ended_as(instance.id, instance.process_id))


@writes("thrown")
def throw(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> None:
    """Have jobs bring the messages and signals that were thrown to who waits for them."""
    for thrown in (one for one in result.thrown if one.kind in SENT):
        args = {
            "kind": thrown.kind,
            "name": thrown.name,
            "data": thrown.payload,
            "correlation": dict(thrown.correlation),
            "kept": thrown.kept or instance.process.messages_kept or "",
        }
        args |= {"from": instance.id, "id": new_id(), "source": instance.process_id}
        defer(session, "work.throw", args, source=instance.process_id)


def settle_later(session: Session, instance: Instance) -> None:
    """Have a job do what is still to be done about an instance."""
    args, lock = {"instance_id": instance.id}, f"instance:{instance.id}"
    defer(session, "work.settle", args, lock=lock, source=instance.process_id)
