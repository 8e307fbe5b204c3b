"""External tasks: programs of the organisation fetch work by topic, hold it by a lease, and say how it ended."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from app.cases import queries as case_queries
from app.cases.actions.engine_calls import act
from app.cases.queries.incidents import keeps
from app.cases.tables import GOING, Instance, Task
from app.cases.words.states import state_words
from app.catalog import queries as catalog
from app.catalog.queries import visible
from app.catalog.tables import Process, Version
from app.kernel import policy
from app.kernel.errors import Conflict, NotFound
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.services import queries
from app.services.actions.execute import note
from app.services.outcomes import LONGEST_ASKED, wait_before
from app.services.policy import Worker
from app.services.tables import ServiceTask
from app.tasks import actions
from app.tasks.actions import outcomes
from processes import engine


@dataclass(frozen=True)
class Fetched:
    """An external task that a worker now holds until `row.locked_until`."""

    row: ServiceTask
    instance: Instance
    process: Process
    data: dict[str, Any]


def fetch(session: Session, actor: Actor, worker: str, topic: str, limit: int, seconds: int) -> list[Fetched]:
    """Give a worker up to `limit` tasks of a topic, each to nobody else until its lease is over; oldest first."""
    policy.require(actor, Worker.CARRY_OUT)
    now = clock.now()
    taken: list[Fetched] = []
    for row in _ready(session, actor, topic, limit, now):
        found = _read(session, row, now)
        if found is None:
            continue
        row.worker, row.lock = worker, secrets.token_hex(16)
        row.locked_until = now + timedelta(seconds=seconds)
        row.attempts += 1
        taken.append(found)
        if len(taken) == limit:
            break
    session.flush()
    return taken


def _ready(session: Session, actor: Actor, topic: str, limit: int, now: datetime) -> Iterator[ServiceTask]:
    """Tasks that are free, oldest first, page by page: those of cases that rest, or are over, hide no others."""
    statement = (
        select(ServiceTask)
        .join(Task, Task.id == ServiceTask.task_id)
        .join(Process, Process.id == ServiceTask.process_id)
        .join(Instance, Instance.id == ServiceTask.instance_id)
        .where(
            Instance.state.in_(GOING), Instance.thin.is_not(None),
            ServiceTask.kind == "external", ServiceTask.state == "ready", ServiceTask.topic == topic,
            ServiceTask.available_at <= now, Task.state == "open", visible(actor), keeps(actor),
            or_(ServiceTask.locked_until.is_(None), ServiceTask.locked_until <= now),
        )
        .order_by(ServiceTask.available_at, ServiceTask.task_id)
        .limit(limit)
        .with_for_update(of=ServiceTask, skip_locked=True)
    )  # fmt: skip
    place, after = tuple_(ServiceTask.available_at, ServiceTask.task_id), None
    while True:
        rows = session.scalars(statement if after is None else statement.where(place > after)).all()
        yield from rows
        if len(rows) < limit:
            return
        after = (rows[-1].available_at, rows[-1].task_id)


def _read(session: Session, row: ServiceTask, now: datetime) -> Fetched | None:
    """The task as its instance knows it, None where the instance is no longer there for it."""
    found = session.execute(
        select(Instance, Version, Process)
        .join(Version, Version.id == Instance.version_id)
        .join(Process, Process.id == Instance.process_id)
        .where(Instance.id == row.instance_id)
    ).one_or_none()
    if found is None or found[0].state not in GOING or not found[0].blob:
        return None
    instance, version, process = found
    result = act(engine.inspect, catalog.definition(version), instance.blob or b"", now)
    task = next((one for one in result.open if one.id == row.task_id and one.kind == "external"), None)
    return None if task is None else Fetched(row, instance, process, task.data)


def extend(session: Session, actor: Actor, task_id: str, lock: str, seconds: int) -> ServiceTask:
    """Hold a task for longer, from now on; raises Conflict where its lease ran out."""
    row = _held(session, actor, task_id, lock)
    row.locked_until = clock.now() + timedelta(seconds=seconds)
    session.flush()
    return row


def complete(session: Session, actor: Actor, task_id: str, lock: str, data: dict[str, Any]) -> Instance:
    """Say that a task is done, with what came out of it; raises Conflict where its lease ran out."""
    row = _held(session, actor, task_id, lock)
    instance = actions.complete(session, SYSTEM, task_id, data)
    _over(session, row, "done", _("Done."))
    row.state = "done"
    return instance


def fail(
    session: Session, actor: Actor, task_id: str, lock: str, words: str, left: int | None, after: float | None
) -> ServiceTask:
    """Say that a task failed: it is offered again later, or becomes an incident when no attempt is left."""
    row = _held(session, actor, task_id, lock)
    row.left = max(0, row.left - 1) if left is None else left
    again = row.left > 0
    _over(session, row, "again" if again else "failed", words)
    row.worker = row.lock = row.locked_until = None
    if again:
        wait = timedelta(seconds=min(after, LONGEST_ASKED)) if after is not None else wait_before(row.attempts)
        row.available_at = clock.now() + wait
    else:
        row.state = "failed"
        outcomes.fail(session, task_id, words)
    session.flush()
    return row


def error(
    session: Session, actor: Actor, task_id: str, lock: str, code: str, words: str, data: dict[str, Any]
) -> Instance:
    """Say that a task ended with an error that the model may catch; else it becomes an incident."""
    row = _held(session, actor, task_id, lock)
    _over(session, row, "error", f"{code}: {words}" if words else code)
    row.state = "done"
    return outcomes.raise_error(session, task_id, code, words, data)


def _held(session: Session, actor: Actor, task_id: str, lock: str) -> ServiceTask:
    """The task, its instance locked first so that all who change both take them in the same order."""
    policy.require(actor, Worker.CARRY_OUT)
    row = queries.service_task(session, task_id)
    instance = case_queries.locked(session, row.instance_id) if row is not None and row.kind == "external" else None
    mine = select(Process.id).where(Process.id == row.process_id, visible(actor), keeps(actor)) if row else None
    if instance is None or mine is None or session.scalar(mine) is None:
        raise NotFound(_("this external task"))
    held = queries.held_task(session, task_id, lock, clock.now())
    if instance.state not in GOING:
        raise Conflict(
            "LOCK_LOST",
            _("Expected the task to be open, but its case is {state}. Leave it.", state=state_words(instance.state)),
        )
    return held


def _over(session: Session, row: ServiceTask, outcome: str, words: str) -> None:
    note(session, row, outcome, words, clock.now(), row.worker)
