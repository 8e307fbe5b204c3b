"""What ops do to a case by hand: suspend it, let it go on, move its work to another step."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.actions.engine_calls import act
from app.cases.actions.result.history import log_event, log_step
from app.cases.actions.result.persist import persist_result
from app.cases.actions.timers import hold_timers
from app.cases.policy import Cases
from app.cases.tables import ALIVE, Instance
from app.cases.words.states import state_words
from app.cases.words.unfit import as_it_stood
from app.catalog import queries as catalog
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _
from app.kernel.jobs import defer
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from processes import engine


def suspend(session: Session, actor: Actor, instance_id: str, reason: str) -> Instance:
    """Let a case rest: its tasks stay where they are, times and messages are kept until it goes on.

    Raises Conflict for a case that does not run, Invalid without a reason.
    """
    instance = _under(session, actor, instance_id, reason)
    if instance.state != "running":
        raise Conflict(
            "NOT_RUNNING",
            _("Expected a running case, but this one is {state}. Nothing was done.", state=state_words(instance.state)),
            for_people=_("This case is {state}, so nothing was done.", state=state_words(instance.state)),
        )
    instance.state = "suspended"
    hold_timers(session, instance.id)
    _note(session, actor, instance, "instance_suspended", reason)
    return instance


def resume(session: Session, actor: Actor, instance_id: str, reason: str = "") -> Instance:
    """Let a suspended case go on, and catch up with what came in the meantime; raises Conflict where it is not."""
    instance = queries.instance(session, actor, instance_id, lock=True)
    policy.require(actor, Cases.OPERATE, instance.process)
    if instance.state != "suspended":
        raise Conflict(
            "NOT_SUSPENDED",
            _("Expected a paused case, but this one is {state}.", state=state_words(instance.state)),
            for_people=_("This case is not paused; it is {state}.", state=state_words(instance.state)),
        )
    instance.state = "running"
    _note(session, actor, instance, "instance_resumed", reason)
    defer(session, "work.go_on", {"instance_id": instance.id}, lock=f"instance:{instance.id}")
    return instance


def move(session: Session, actor: Actor, instance_id: str, task_id: str, to: str, reason: str) -> Instance:
    """Take the work from where it stands and let it go on at another step; nothing that is done is undone.

    Raises Conflict where it no longer stands there, Invalid for a step it cannot go to or without a reason.
    """
    instance = _under(session, actor, instance_id, reason)
    if instance.state not in ALIVE or not instance.blob:
        raise Conflict(
            "ENDED",
            _("Expected a case that is not over, but this one is {state}.", state=state_words(instance.state)),
            for_people=_("This case is over; it is {state}.", state=state_words(instance.state)),
        )
    try:
        result = act(engine.move, catalog.definition(instance.version), instance.blob, task_id, to, clock.now())
    except engine.NotOpen as error:
        raise as_it_stood("TASK_NOT_OPEN", error) from error
    except engine.EngineError as error:
        said = _("Expected work that can be moved there, but: {words}", words=error.words)
        raise Invalid("CANNOT_MOVE", said, {"to": error.words}) from error
    names = {row.step_id: row.name for row in catalog.steps(session, instance.version_id)}
    log_step(session, instance, "moved_by_hand", actor, (to, names.get(to)), reason)
    audit.record(
        session,
        actor,
        "instance.moved",
        Subject.of("instance", instance.id),
        {"task": task_id, "to": to, "reason": reason},
    )
    persist_result(session, instance, result, actor)
    return instance


def _under(session: Session, actor: Actor, instance_id: str, reason: str) -> Instance:
    """Give the instance locked, to whoever may steer it and says why."""
    instance = queries.instance(session, actor, instance_id, lock=True)
    policy.require(actor, Cases.OPERATE, instance.process)
    if not reason.strip():
        raise Invalid("REASON_MISSING", _("Expected a reason, but it is empty. Say why."), {"reason": _("Say why.")})
    return instance


def _note(session: Session, actor: Actor, instance: Instance, event: str, reason: str) -> None:
    facts: dict[str, Any] = {"reason": reason}
    log_event(session, instance, event, actor, reason or None)
    audit.record(session, actor, event.replace("_", "."), Subject.of("instance", instance.id), facts)
