"""Take an instance out of the running, with all that it has called."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.actions import calls
from app.cases.actions.result.history import log_event
from app.cases.actions.result.incidents import close_incidents
from app.cases.actions.result.persist import persist_result
from app.cases.events import InstanceCancelled
from app.cases.policy import Cases
from app.cases.tables import ALIVE, Instance, Task
from app.cases.words.states import state_words
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM, Actor
from app.kernel.subject import Subject
from app.kernel.times import clock


def stop(session: Session, actor: Actor, instance: Instance, reason: str) -> None:
    """Cancel an instance, locked, and then what it has called: always the caller first, so that nobody waits crosswise.

    Its open tasks are withdrawn, its history stays.
    """
    now = clock.now()
    instance.state, instance.ended_at, instance.thin, instance.waits = "cancelled", now, None, False
    session.execute(
        update(Task)
        .where(Task.instance_id == instance.id, Task.state == "open")
        .values(state="withdrawn", closed_at=now, form=None, data=None)
        .execution_options(synchronize_session=False)
    )
    if instance.incidents:
        close_incidents(session, instance, actor, now)
    log_event(session, instance, "instance_cancelled", actor, reason)
    announce(session, InstanceCancelled(instance.id, instance.process_id, actor.id or None))
    if instance.calls:
        session.flush()
        stop_called(
            session, actor, Instance.parent_id == instance.id, _("The case that called this one was cancelled.")
        )


def stop_called(session: Session, actor: Actor, which: ColumnElement[bool], reason: str) -> None:
    """Cancel the called cases that still live."""
    called = select(Instance.id).where(which, Instance.state.in_(ALIVE)).order_by(Instance.id)
    for instance_id in session.scalars(called).all():
        child = queries.locked(session, instance_id)
        if child is not None and child.state in ALIVE:
            stop(session, actor, child, reason)


def cancel(session: Session, actor: Actor, instance_id: str, reason: str) -> Instance:
    """Cancel a running or failed instance; its open tasks are withdrawn, its history stays."""
    instance = queries.instance(session, actor, instance_id, lock=True)
    policy.require(actor, Cases.CANCEL, instance.process)
    if not reason.strip():
        raise Invalid("REASON_MISSING", _("Expected a reason, but it is empty. Say why."), {"reason": _("Say why.")})
    if instance.state not in ALIVE:
        raise Conflict(
            "ENDED",
            _("Expected a running case, but this one is {state} already.", state=state_words(instance.state)),
            for_people=_("This case is {state} already.", state=state_words(instance.state)),
        )
    stop(session, actor, instance, reason)
    audit.record(session, actor, "instance.cancelled", Subject.of("instance", instance.id), {"reason": reason})
    if instance.parent_id is not None:
        session.flush()
        for caller, result in calls.ended(session, instance):
            persist_result(session, caller, result, SYSTEM)
    return instance
