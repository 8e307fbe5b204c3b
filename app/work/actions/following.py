"""What follows from a turn at once, in the same transaction: calls begin and answer, kept messages are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy.orm import Session

from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM
from app.work.actions import calls, inbox, listening, raising
from app.work.actions.stop import stop_called
from app.work.tables import Instance, Task
from processes.engine import ExecutionResult, OpenTask, Waiting

Applied = calls.Applied
Step = Callable[[], list[Applied]]
MOST = 100
CALLS_AT_ONCE = 20
UNCALLED = "The step that called this case is over."


def follow(session: Session, instance: Instance, turn: ExecutionResult, fresh: tuple[Waiting, ...]) -> Iterator[Step]:
    """Give what is to be done next, each step when its turn comes; nothing for most turns."""
    if instance.calls and turn.closed:
        stop_called(session, SYSTEM, Instance.parent_task_id.in_(turn.closed), UNCALLED)
    if instance.state == "suspended":
        return
    called = [task for task in turn.opened if task.kind == "call"]
    for task in called[:CALLS_AT_ONCE]:
        yield partial(calls.begin, session, instance, task)
    if len(called) > CALLS_AT_ONCE:
        settle_later(session, instance)
    for task in (one for one in turn.opened if listening.GIVEN in one.hears):
        yield partial(_given, session, instance, task)
    left = list(fresh)
    for _ in fresh:
        yield partial(_take, session, instance, left)
    if instance.parent_id is not None:
        yield from raising.upwards(session, instance, turn)


def settle_later(session: Session, instance: Instance) -> None:
    """Have a job do what is still to be done about an instance."""
    args, lock = {"instance_id": instance.id}, f"instance:{instance.id}"
    defer(session, "work.settle", args, lock=lock, source=instance.process_id)


def _given(session: Session, instance: Instance, task: OpenTask) -> list[Applied]:
    """Have the listeners of a new task hear to whom it was given, if it was."""
    row = session.get(Task, task.id)
    if row is None or row.claimed_by is None or row.state != "open" or not instance.blob:
        return []
    return [(instance, listening.heard(session, instance, row, (listening.GIVEN,)))]


def _take(session: Session, instance: Instance, left: list[Waiting]) -> list[Applied]:
    """Take one kept message, the oldest; where there is none, nothing of what is `left` is looked for again."""
    turn = inbox.take(session, instance, left) if left and instance.blob else None
    if turn is None:
        left.clear()
        return []
    return [(instance, turn)]


def calls_of(turn: ExecutionResult) -> list[OpenTask]:
    """Give the open tasks of a turn that call other cases."""
    return [task for task in turn.open if task.kind == "call"]
