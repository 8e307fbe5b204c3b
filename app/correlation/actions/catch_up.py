"""Catch up with what an instance missed: while it was suspended, or because one transaction would not have held it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import queries as case_queries
from app.cases.actions import calls
from app.cases.actions.engine_calls import act
from app.cases.actions.result import writers
from app.cases.actions.result.persist import persist_result
from app.cases.actions.timers import hold_timers
from app.cases.tables import GOING, Instance
from app.catalog import queries as catalog
from app.correlation.actions import kept_messages, propagation
from app.correlation.actions.signals import give_kept_signals
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from processes import engine
from processes.engine import OpenTask

AT_ONCE = 20


def go_on(session: Session, instance_id: str) -> None:
    """Let an instance that is no longer suspended go on: its timers, messages, signals and calls; once each."""
    hold_timers(session, instance_id, held=False)
    settle(session, instance_id)
    give_kept_signals(session, instance_id)
    instance = case_queries.locked(session, instance_id)
    if instance is not None and instance.calls:
        for caller, result in propagation.catch_up(session, instance):
            persist_result(session, caller, result, SYSTEM)


def settle(session: Session, instance_id: str) -> bool:
    """Begin calls that wait to begin, take answers and messages that are there; False where more is to be done."""
    instance = case_queries.locked(session, instance_id)
    if instance is None:
        return True
    if instance.state in ("completed", "cancelled") and instance.parent_id is not None:
        for caller, result in calls.ended(session, instance):
            persist_result(session, caller, result, SYSTEM)
    if instance.state not in GOING or not instance.blob:
        return True
    done = _calls(session, instance)
    return _messages(session, instance) and done


def _messages(session: Session, instance: Instance) -> bool:
    """Take the kept messages that are there, some at a time, the oldest first."""
    for _ in range(AT_ONCE):
        waitings = kept_messages.awaited(instance)
        result = kept_messages.take(session, instance, waitings) if waitings else None
        if result is None:
            return True
        persist_result(session, instance, result, SYSTEM)
    return False


def _calls(session: Session, instance: Instance) -> bool:
    """Begin the calls without a case, and take the answers of those whose case has ended; some at a time."""
    open_now = act(engine.inspect, catalog.definition(instance.version), instance.blob or b"", clock.now()).open
    waiting = {task.id: task for task in open_now if task.kind == "call"}
    if not waiting:
        return True
    latest = select(Instance).where(Instance.parent_task_id.in_(waiting)).order_by(Instance.id)
    children = {child.parent_task_id: child for child in session.scalars(latest)}
    steps = [task for task in waiting.values() if _is_ready(children.get(task.id))]
    for task in steps[:AT_ONCE]:
        for other, result in _step(session, instance, task, children.get(task.id)):
            persist_result(session, other, result, SYSTEM)
    return len(steps) <= AT_ONCE


def _is_ready(child: Instance | None) -> bool:
    return child is None or child.state in ("completed", "cancelled")


def _step(session: Session, instance: Instance, task: OpenTask, child: Instance | None) -> list[writers.Applied]:
    return calls.begin(session, instance, task) if child is None else calls.answer(session, instance, child)
