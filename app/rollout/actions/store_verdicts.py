"""Write a chunk of verdicts: all that only change their version in a handful of statements, the others one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session, contains_eager, undefer

from app.cases.actions import persist_result
from app.cases.tables import Instance, StepEvent, Task
from app.kernel.db.database import run
from app.kernel.errors import StepwellError
from app.kernel.events import announce
from app.kernel.observability.logs import log
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.rollout.actions.judging import Judged, could_not
from app.rollout.tables import Rollout, Verdict
from app.tasks.events import TasksOpened
from processes import engine

INSTANCE: Any = Instance.__table__
TASK: Any = Task.__table__
LOG: Any = StepEvent.__table__
VERDICT: Any = Verdict.__table__
_MOVED = (
    update(INSTANCE)
    .where(INSTANCE.c.id == bindparam("this"))
    .values(version_id=bindparam("version"), blob=bindparam("state_now"), row_version=INSTANCE.c.row_version + 1)
)
_RETOLD = (
    update(TASK)
    .where(TASK.c.id == bindparam("this"), TASK.c.state == "open")
    .values(step_id=bindparam("step"), step_name=bindparam("name"), lane=bindparam("in_lane"), form=bindparam("asks"))
)
_REOPENED = (
    update(TASK)
    .where(TASK.c.id == bindparam("this"), TASK.c.state == "withdrawn")
    .values(
        state="open", closed_at=None, closed_by=None, version_id=bindparam("now"), form=bindparam("asks"),
        data=bindparam("filled"),
    )
)  # fmt: skip


def write(session: Session, rollout: Rollout, judged: Sequence[Judged], *, wait: bool) -> Counter[str]:
    """Write the verdicts on those cases that are still as they were judged; the others are judged again later.

    A case that somebody else holds is waited for, or left for later. Gives how many verdicts of each kind there are.
    """
    fresh = _still_so(session, rollout, judged, wait)
    try:
        with session.begin_nested():
            written = _write(session, rollout, fresh)
    except Exception:
        log.warning("rollout_chunk_apart", rollout=rollout.id, exc_info=True)
        written = [_alone(session, rollout, one) for one in fresh]
    return Counter(one.verdict for one in written)


def _still_so(session: Session, rollout: Rollout, judged: Sequence[Judged], wait: bool) -> list[Judged]:
    """Lock the instances, in the order of their ids, and give those that nobody has changed or judged since."""
    known = select(VERDICT.c.instance_id).where(VERDICT.c.rollout_id == rollout.id)
    rows = select(INSTANCE.c.id, INSTANCE.c.row_version).where(
        INSTANCE.c.id.in_([one.case.id for one in judged]), INSTANCE.c.id.not_in(known)
    )
    rows = rows.order_by(INSTANCE.c.id).with_for_update(skip_locked=not wait, key_share=True)
    now = {row.id: row.row_version for row in run(session, rows)}
    return [one for one in judged if now.get(one.case.id) == one.case.row_version]


def _alone(session: Session, rollout: Rollout, one: Judged) -> Judged:
    """Write one verdict in a savepoint of its own, so that a failing one undoes nothing but itself."""
    try:
        with session.begin_nested():
            return _write(session, rollout, [one])[0]
    except Exception as error:
        log.exception("migration_failed", rollout=rollout.id, instance=one.case.id)
        failed = could_not(one.case, error.words) if isinstance(error, StepwellError) else could_not(one.case)
        return _write(session, rollout, [failed])[0]


def _write(session: Session, rollout: Rollout, judged: Sequence[Judged]) -> Sequence[Judged]:
    if not judged:
        return judged
    moving = [one for one in judged if one.moves]
    quiet = [one for one in moving if one.migrated and one.migrated.quiet]
    loud = [one for one in moving if one.migrated and not one.migrated.quiet]
    _tasks(session, rollout.version_id, moving)
    _quiet(session, rollout, quiet)
    after = _loud(session, rollout, loud)
    _log(session, rollout, moving)
    at = clock.now()
    rows = [
        {"rollout_id": rollout.id, "instance_id": one.case.id, "verdict": one.verdict, "words": one.words, "at": at,
         "from_version_id": one.case.version_id, "row_version_after": after.get(one.case.id),
         "blob_before": one.case.thin if one.case.id in after else None}
        for one in judged
    ]  # fmt: skip
    run(session, insert(VERDICT), rows)
    return judged


def _tasks(session: Session, version_id: str, moving: list[Judged]) -> None:
    """Open tasks belong to the new version; kept ones show the title, lane and form that their step has now."""
    if not moving:
        return
    ids = [one.case.id for one in moving]
    run(session, update(TASK).where(TASK.c.instance_id.in_(ids), TASK.c.state == "open").values(version_id=version_id))
    retold = [task for one in moving if one.migrated for task in one.migrated.retold]
    if retold:
        shown = [
            {"this": t.id, "step": t.step_id, "name": t.step_name, "in_lane": t.lane or "", "asks": t.form}
            for t in retold
        ]
        run(session, _RETOLD, shown)


def _quiet(session: Session, rollout: Rollout, moving: list[Judged]) -> None:
    """Cases that go on as they are: only their version and their state change."""
    if not moving:
        return
    states = []
    for one in moving:
        assert one.migrated is not None and one.migrated.result is not None
        state = engine.without_large(one.migrated.result.state, one.case.large or {})
        states.append({"this": one.case.id, "version": rollout.version_id, "state_now": state})
    run(session, _MOVED, states)


def _log(session: Session, rollout: Rollout, moving: list[Judged]) -> None:
    """Write into the history of each case that it moved."""
    about: dict[str, object] = {"process_id": rollout.process_id, "version_id": rollout.version_id, "event": "migrated"}
    about |= {"actor_id": SYSTEM.id or None, "at": clock.now()}
    if moving:
        run(session, insert(LOG), [{**about, "instance_id": one.case.id, "detail": one.words} for one in moving])


def _loud(session: Session, rollout: Rollout, moving: list[Judged]) -> dict[str, int]:
    """Cases in which something happens; gives their row versions afterwards."""
    if not moving:
        return {}
    ids = [one.case.id for one in moving]
    alive = [
        one.case.id
        for one in moving
        if one.migrated and one.migrated.result and one.migrated.result.status == "running"
    ]
    moved = {"version_id": rollout.version_id, "row_version": INSTANCE.c.row_version + 1}
    run(session, update(INSTANCE).where(INSTANCE.c.id.in_(ids)).values(**moved))
    run(session, update(INSTANCE).where(INSTANCE.c.id.in_(alive), INSTANCE.c.state == "failed").values(ended_at=None))
    rows = select(Instance).join(Instance.process).join(Instance.version)
    rows = rows.options(contains_eager(Instance.process), contains_eager(Instance.version), undefer(Instance.thin))
    wanted = rows.where(Instance.id.in_(ids)).execution_options(populate_existing=True)
    found = {instance.id: instance for instance in session.scalars(wanted)}
    for one in moving:
        instance = found[one.case.id]
        assert one.migrated is not None and one.migrated.result is not None
        _reopen(session, instance, one)
        persist_result(session, instance, one.migrated.result, SYSTEM)
    return {i: instance.row_version for i, instance in found.items()}


def _reopen(session: Session, instance: Instance, one: Judged) -> None:
    """Tasks that were withdrawn by the change that is taken back are open again, with whoever had claimed them."""
    if not one.reopened:
        return
    rows = [
        {"this": t.id, "now": instance.version_id, "asks": t.form, "filled": t.data or None} for t in one.reopened
    ]  # fmt: skip
    run(session, _REOPENED, rows)
    opened = tuple((task.id, task.step_id, task.kind) for task in one.reopened)
    announce(session, TasksOpened(instance.id, instance.process_id, opened))
