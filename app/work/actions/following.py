"""What follows from a turn at once, in the same transaction: called cases begin, those no longer called end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy.orm import Session

from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM
from app.work.actions import calls
from app.work.actions.result_writers import Step, Writing, follows, writes
from app.work.actions.stop import stop_called
from app.work.tables import Instance
from processes.engine import ExecutionResult

MOST = 100
CALLS_AT_ONCE = 20
UNCALLED = "The step that called this case is over."


@writes("stopped_calls")
def stop_calls(session: Session, instance: Instance, turn: ExecutionResult, writing: Writing) -> None:
    """Cancel the cases whose calls are over."""
    if instance.calls and turn.closed:
        stop_called(session, SYSTEM, Instance.parent_task_id.in_(turn.closed), UNCALLED)


@follows("calls")
def begin_calls(session: Session, instance: Instance, turn: ExecutionResult, writing: Writing) -> Iterator[Step]:
    """Give the beginnings of the cases that are called now, the first few; a job begins the others."""
    called = [task for task in turn.opened if task.kind == "call"]
    for task in called[:CALLS_AT_ONCE]:
        yield partial(calls.begin, session, instance, task)
    if len(called) > CALLS_AT_ONCE:
        settle_later(session, instance)


def settle_later(session: Session, instance: Instance) -> None:
    """Have a job do what is still to be done about an instance."""
    args, lock = {"instance_id": instance.id}, f"instance:{instance.id}"
    defer(session, "work.settle", args, lock=lock, source=instance.process_id)
