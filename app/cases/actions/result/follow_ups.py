"""What follows from a result at once, in the same transaction: called cases begin, those no longer called end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy.orm import Session

from app.cases.actions import calls
from app.cases.actions.cancel import stop_called
from app.cases.actions.result.persist import settle_later
from app.cases.actions.result.writers import Step, Writing, follows, writes
from app.cases.tables import Instance
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM
from processes.engine import ExecutionResult

CALLS_AT_ONCE = 20
UNCALLED = _("The step that called this case is over.")


@writes("stopped_calls")
def stop_calls(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> None:
    """Cancel the cases whose calls are over."""
    if instance.calls and result.closed:
        stop_called(session, SYSTEM, Instance.parent_task_id.in_(result.closed), UNCALLED)


@follows("calls")
def begin_calls(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> Iterator[Step]:
    """Give the beginnings of the cases that are called now, the first few; a job begins the others."""
    called = [task for task in result.opened if task.kind == "call"]
    for task in called[:CALLS_AT_ONCE]:
        yield partial(calls.begin, session, instance, task)
    if len(called) > CALLS_AT_ONCE:
        settle_later(session, instance)
