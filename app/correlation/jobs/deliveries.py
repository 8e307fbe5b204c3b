"""What instances throw, what is kept for them, and the answers of called cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.cases.actions import calls
from app.cases.actions.result.persist import persist_result, settle_later
from app.cases.tables import Instance
from app.correlation.actions import catch_up, kept_messages, messages, propagation, signals, triggers
from app.correlation.tables import Message
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict, TooMany
from app.kernel.i18n import _
from app.kernel.ids import new_id
from app.kernel.jobs import defer, task
from app.kernel.policy import SYSTEM
from app.kernel.times import clock


@task("work.throw", longest=triggers.MINUTE)
def throw(
    session: Session, kind: str, name: str, data: dict[str, Any], correlation: dict[str, Any], **more: Any
) -> None:
    """Bring a message that an instance threw to its one receiver, a signal to all who wait; once, by its id."""
    from_id, number = more.get("from"), more.get("id") or new_id()
    if kind == "signal":
        signals.spread(session, name, data, number, from_id)
    elif kind == "message":
        try:
            messages.deliver(session, name, correlation, data, number, from_id, more.get("kept") or "")
        except TooMany:
            args = {"kind": kind, "name": name, "data": data, "correlation": correlation, **more, "id": number}
            defer(session, "work.throw", args, at=clock.now() + triggers.MINUTE, source=more.get("source"))


@task("work.kept", manages_transactions=True)
def kept(database: Database, message_id: str) -> None:
    """Look once more for the receiver of a kept message: one who began to wait in the moment it came."""
    with unit_of_work(database) as session:
        message = session.get(Message, message_id)
        if message is None:
            return
        kept_messages.wait_for_openings(session, message.name)
    with unit_of_work(database) as session:
        messages.reach_later(session, message_id)


@task("work.signal")
def signal(session: Session, signal_id: str, after: str, until: str) -> None:
    """Bring a signal to the next few hundred who wait."""
    signals.spread_chunk(session, signal_id, after, until)


@task("work.signal_to")
def signal_to(session: Session, signal_id: str, instance_id: str) -> None:
    """Bring a signal to one instance."""
    signals.give_signal(session, signal_id, instance_id)


@task("work.answer")
def answer(session: Session, instance_id: str, error: str | None = None, **more: Any) -> None:
    """Bring what a called case has come to back to its caller; waits for whoever holds that, holding nothing itself."""
    child = session.get(Instance, instance_id)
    if child is None or child.parent_id is None:
        return
    if error is None:
        found = calls.ended(session, child, waits=True)
    else:
        kind, data = more.get("kind") or "error", more.get("data")
        raised = propagation.climb(
            session, child.parent_id, child.parent_task_id, kind, error, child.data if data is None else data
        )
        if raised is None:
            raise Conflict(
                "BUSY",
                _("Expected the case that called to be free, but it is being changed. Try again."),
                for_people=_("The case that called is being changed just now. Try it again in a moment."),
            )
        found = raised
    for caller, result in found:
        persist_result(session, caller, result, SYSTEM)


@task("work.settle")
def settle_one(session: Session, instance_id: str) -> None:
    """Do what is still to be done about an instance, some of it at a time."""
    if not catch_up.settle(session, instance_id):
        instance = session.get(Instance, instance_id)
        if instance is not None:
            settle_later(session, instance)


@task("work.go_on")
def go_on(session: Session, instance_id: str) -> None:
    """Let an instance catch up that is no longer suspended."""
    catch_up.go_on(session, instance_id)
