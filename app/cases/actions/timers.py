"""Let the time that has come take effect; and what ops do with a timer by hand."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.actions.engine_calls import act
from app.cases.actions.result.history import log_step
from app.cases.actions.result.persist import persist_result
from app.cases.policy import Cases
from app.cases.queries.waits import step_names
from app.cases.tables import GOING, Instance, Timer
from app.cases.words.states import state_words
from app.cases.words.unfit import as_it_stood
from app.catalog import queries as catalog
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM, Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from processes import engine
from processes.engine import ExecutionResult


def fire(session: Session, instance_id: str) -> Instance | None:
    """Run an instance's due timers; those of a suspended one are held until it goes on.

    What is due stands in the instance's state, which is read and written under its lock: so a timer fires once,
    however often and by however many this is called.
    """
    instance = queries.locked(session, instance_id)
    if instance is None or not instance.blob:
        return None
    if instance.state == "suspended":
        hold_timers(session, instance_id)
    if instance.state not in GOING:
        return None
    result = act(engine.fire_timers, catalog.definition(instance.version), instance.blob, clock.now())
    persist_result(session, instance, result, SYSTEM)
    return instance


def hold_timers(session: Session, instance_id: str, *, held: bool = True) -> None:
    """Have nobody look for the timers of an instance while it is suspended, or again look for them."""
    session.execute(
        update(Timer)
        .where(Timer.instance_id == instance_id)
        .values(held=True if held else None, taken_at=None)
        .execution_options(synchronize_session=False)
    )


def fire_now(session: Session, actor: Actor, instance_id: str, task_id: str, reason: str) -> Instance:
    """Let a timer fire before its time; ops only, with a reason that is kept."""
    return _by_hand(session, actor, instance_id, task_id, reason, engine.fire_timer, "timer_fired")


def cancel_timer(session: Session, actor: Actor, instance_id: str, task_id: str, reason: str) -> Instance:
    """Do without a timer; ops only, with a reason. Raises Conflict where nothing else would bring the case on."""
    return _by_hand(session, actor, instance_id, task_id, reason, engine.cancel_timer, "timer_cancelled")


def _by_hand(
    session: Session, actor: Actor, instance_id: str, task_id: str, reason: str,
    action: Callable[..., ExecutionResult], event: str,
) -> Instance:  # fmt: skip
    instance = queries.instance(session, actor, instance_id, lock=True)
    policy.require(actor, Cases.OPERATE, instance.process)
    if not reason.strip():
        raise Invalid("REASON_MISSING", _("Expected a reason, but it is empty. Say why."), {"reason": _("Say why.")})
    timer = session.get(Timer, (instance.id, task_id))
    if timer is None:
        raise NotFound(_("this timer"))
    if instance.state not in GOING or not instance.blob:
        raise Conflict(
            "NOT_RUNNING",
            _("Expected a running case, but this one is {state}. Nothing was done.", state=state_words(instance.state)),
            for_people=_("This case is {state}, so nothing was done.", state=state_words(instance.state)),
        )
    try:
        result = act(action, catalog.definition(instance.version), instance.blob, task_id, clock.now())
    except engine.NotOpen as error:
        raise as_it_stood("TIMER_GONE", error) from error
    except engine.EngineError as error:
        raise as_it_stood("ONLY_WAY_ON", error) from error
    name = step_names(session, instance.version_id, {timer.step_id}).get(timer.step_id)
    log_step(session, instance, event, actor, (timer.step_id, name), reason)
    facts = {"instance": instance.id, "step": timer.step_id, "due_at": timer.due_at.isoformat(), "reason": reason}
    audit.record(session, actor, event.replace("_", "."), Subject.of("instance", instance.id), facts)
    persist_result(session, instance, result, actor)
    return instance
