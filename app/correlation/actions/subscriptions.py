"""Store what an instance waits for: timers, subscriptions, and the keys by which messages find them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, String, bindparam, cast, delete, insert, null, select, union_all
from sqlalchemy.orm import Session

from app.cases.actions.result.writers import Writing, writes
from app.cases.tables import Instance, Timer
from app.correlation.actions.correlation_keys import keys_of
from app.correlation.tables import Subscription, SubscriptionKey
from app.kernel import jobs
from app.kernel.db.database import JSONText, UTCDateTime, run
from processes.engine import ExecutionResult, Waiting

TIMER: Any = Timer.__table__
SUBSCRIPTION: Any = Subscription.__table__
KEY: Any = SubscriptionKey.__table__
_THIS: BindParameter[str] = bindparam("this")
_KNOWN = union_all(
    select(
        TIMER.c.task_id, TIMER.c.step_id, TIMER.c.due_at,
        cast(null(), String).label("kind"), cast(null(), String).label("name"), cast(null(), JSONText).label("keys"),
    ).where(TIMER.c.instance_id == _THIS),
    select(
        SUBSCRIPTION.c.task_id, SUBSCRIPTION.c.step_id, cast(null(), UTCDateTime),
        SUBSCRIPTION.c.kind, SUBSCRIPTION.c.name, SUBSCRIPTION.c.correlation,
    ).where(SUBSCRIPTION.c.instance_id == _THIS),
)  # fmt: skip


@writes("waits")
def store_waits(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> None:
    """Make the rows those of the result, and note whether there are any and which messages are newly waited for.

    Only what differs is written; an instance that waited for nothing and waits for nothing costs nothing.
    """
    writing.columns["waits"] = bool(result.timers or result.waiting)
    if not writing.columns["waits"]:
        if instance.waits:
            forget_waits(session, instance.id)
        return
    timers, waiting = _known(session, instance) if instance.waits else ({}, {})
    _store_timers(session, instance, result, timers)
    fresh = [w for w in result.waiting if waiting.get(w.task_id) != _facts(w)]
    gone = (waiting.keys() - {w.task_id for w in result.waiting}) | (waiting.keys() & {w.task_id for w in fresh})
    _remove(session, SUBSCRIPTION, instance, gone)
    _insert(session, SUBSCRIPTION, (_row(instance, w) for w in fresh))
    by_data = [w for w in result.waiting if w.kind == "message" and not w.correlation and w not in fresh]
    if by_data and instance.data == result.data:
        by_data = _differing(session, instance, [w for w in by_data if w.data is not None])
    _remove(session, KEY, instance, {w.task_id for w in by_data})
    store_keys(session, instance, [*fresh, *by_data], result.data)
    writing.awaited = tuple(w for w in fresh if w.kind == "message")


def forget_waits(session: Session, instance_id: str) -> None:
    """Take away all that an instance waits for."""
    for table in (TIMER, SUBSCRIPTION):
        run(session, delete(table).where(table.c.instance_id == instance_id))


def _differing(session: Session, instance: Instance, waiting: list[Waiting]) -> list[Waiting]:
    """Give those that know more than the case does (a round its item), and now something else than was written."""
    written: dict[str, set[str]] = {w.task_id: set() for w in waiting}
    if written:
        mine = (KEY.c.instance_id == instance.id, KEY.c.task_id.in_(sorted(written)))
        for task_id, hashed in session.execute(select(KEY.c.task_id, KEY.c.hash).where(*mine)):
            written[task_id].add(hashed)
    return [w for w in waiting if set(keys_of(w.name, w.data or {}).values()) != written[w.task_id]]


def store_keys(session: Session, instance: Instance, waiting: Iterable[Waiting], data: dict[str, Any]) -> None:
    """Write by which keys messages find these; the model's, or where it names none, the fields known to each."""
    rows = [
        {"hash": hashed, "instance_id": instance.id, "task_id": w.task_id}
        for w in waiting
        if w.kind == "message"
        for hashed in set(keys_of(w.name, w.correlation or (data if w.data is None else w.data)).values())
    ]
    _insert(session, KEY, rows)


def _known(session: Session, instance: Instance) -> tuple[dict[str, Any], dict[str, Any]]:
    timers: dict[str, Any] = {}
    waiting: dict[str, Any] = {}
    for task_id, step_id, due_at, kind, name, keys in run(session, _KNOWN, {"this": instance.id}):
        if kind is None:
            timers[task_id] = (step_id, due_at)
        else:
            waiting[task_id] = (step_id, kind, name, keys)
    return timers, waiting


def _facts(waiting: Waiting) -> tuple[Any, ...]:
    return (waiting.step_id, waiting.kind, waiting.name[:255], dict(waiting.correlation))


def _store_timers(session: Session, instance: Instance, result: ExecutionResult, known: dict[str, Any]) -> None:
    fresh = [t for t in result.timers if known.get(t.task_id) != (t.step_id, t.due_at)]
    _remove(session, TIMER, instance, known.keys() - ({t.task_id for t in result.timers} - {t.task_id for t in fresh}))
    held = True if instance.state == "suspended" else None
    if fresh and not held:
        jobs.expect(session, min(t.due_at for t in fresh))
    _insert(
        session,
        TIMER,
        (
            {"instance_id": instance.id, "task_id": t.task_id, "step_id": t.step_id, "due_at": t.due_at, "held": held}
            for t in fresh
        ),
    )


def _row(instance: Instance, waiting: Waiting) -> dict[str, Any]:
    step_id, kind, name, correlation = _facts(waiting)
    return {
        "instance_id": instance.id, "task_id": waiting.task_id, "step_id": step_id, "kind": kind, "name": name,
        "correlation": correlation, "keyed": True,
    }  # fmt: skip


def _remove(session: Session, table: Any, instance: Instance, task_ids: Iterable[str]) -> None:
    if listed := sorted(task_ids):
        run(session, delete(table).where(table.c.instance_id == instance.id, table.c.task_id.in_(listed)))


def _insert(session: Session, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    if listed := list(rows):
        run(session, insert(table), listed)
