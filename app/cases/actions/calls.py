"""Cases that call other cases: begin, answer, fail.

A caller and what it calls are separate instances. Whoever holds a caller may wait for what it calls; whoever holds a
called case never waits for its caller: where somebody else holds that, a job brings the answer. None waits crosswise.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.actions import create_instance
from app.cases.actions.engine_calls import act
from app.cases.actions.result import instance_row
from app.cases.actions.result.writers import Applied
from app.cases.tables import GOING, Instance, Task
from app.catalog import queries as catalog
from app.catalog.tables import Process, Version
from app.kernel.errors import StepwellError
from app.kernel.i18n import _
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from processes import engine
from processes.engine import OpenTask

DEEPEST = 20
MOST = 2_000


def begin(session: Session, caller: Instance, task: OpenTask) -> list[Applied]:
    """Start the case that an open call task stands for; what cannot be started becomes an incident of the caller."""
    open_now = session.scalar(select(Task.state).where(Task.id == task.id))
    if open_now != "open" or not caller.blob:
        return []
    try:
        return [_begun(session, caller, task)]
    except StepwellError as error:
        words = error.detail
    except engine.EngineError as error:
        words = error.words
    return _failed(caller, task.id, words)


def _begun(session: Session, caller: Instance, task: OpenTask) -> Applied:
    settings, now = task.settings, clock.now()
    depth = (caller.depth or 0) + 1
    _bounded(session, caller, depth)
    process, version = _called(session, settings)
    data = engine.call_data(settings, task.data)
    key = engine.call_key(settings, task.data) or caller.business_key
    result = act(engine.start, catalog.definition(version), data, now)
    child = create_instance.create(
        session, SYSTEM, process, version, result, key, _("called by another case"), parent_id=caller.id,
        parent_task_id=task.id, root_id=caller.root_id or caller.id, depth=depth, started_by=caller.started_by,
    )  # fmt: skip
    create_instance.tell(session, SYSTEM, child)
    instance_row.save(session, caller, calls=True)
    return child, result


def _bounded(session: Session, caller: Instance, depth: int) -> None:
    if depth > DEEPEST:
        raise engine.EngineError(
            _("Processes call each other more than {most} deep: it would go on for ever.", most=DEEPEST)
        )
    if depth > 1:
        many = session.scalar(select(func.count()).where(Instance.root_id == caller.root_id)) or 0
        if many >= MOST:
            raise engine.EngineError(
                _("One case has called more than {most} others: it would go on for ever.", most=MOST)
            )


def _called(session: Session, settings: dict[str, Any]) -> tuple[Process, Version]:
    key, number = settings["process"], settings.get("version", "live")
    process = session.scalars(select(Process).where(Process.key == key)).one_or_none()
    if process is None or process.archived_at is not None:
        raise engine.EngineError(
            _("Expected the process “{key}” to be in the library, but it is not there.", key=key)
            if process is None
            else _("Expected the process “{key}” to be in the library, but it was put away.", key=key)
        )
    found = catalog.live_version(session, process) if number == "live" else catalog.version(session, process, number)
    if not found.runs:
        raise engine.EngineError(
            _(
                "Expected version {number} of “{key}” to run, but it cannot: {why}",
                number=str(found.number),
                key=key,
                why=found.why,
            )
        )
    return process, found


def ended(session: Session, child: Instance, *, waits: bool = False) -> list[Applied]:
    """Bring what a called case has come to back to its caller; a job does it where somebody else holds the caller."""
    caller = _caller(session, child, waits=waits)
    if caller is None:
        answer_later(session, child)
        return []
    return answer(session, caller, child)


def answer(session: Session, caller: Instance, child: Instance) -> list[Applied]:
    """Complete the call task of a caller, locked, with what its called case, which has ended, knows."""
    task_id = child.parent_task_id or ""
    if caller.state not in GOING or not caller.blob:
        return []
    if child.state == "cancelled":
        return _failed(caller, task_id, _("The case that was called is cancelled. Trying again calls another one."))
    definition, now = catalog.definition(caller.version), clock.now()
    task = next((t for t in act(engine.inspect, definition, caller.blob, now).open if t.id == task_id), None)
    if task is None or child.state != "completed":
        return []
    try:
        data = engine.answer_data(task.settings, child.data)
        result = act(engine.complete, definition, caller.blob, task_id, data, now)
    except engine.EngineError as error:
        return _failed(caller, task_id, error.words)
    session.execute(
        update(Task)
        .where(Task.id == task_id)
        .values(state="done", closed_at=now)
        .execution_options(synchronize_session=False)
    )
    return [(caller, result)]


def _failed(caller: Instance, task_id: str, words: str) -> list[Applied]:
    definition = catalog.definition(caller.version)
    try:
        return [(caller, act(engine.report_failure, definition, caller.blob or b"", task_id, words, clock.now()))]
    except engine.EngineError:
        return []


def _caller(session: Session, child: Instance, *, waits: bool) -> Instance | None:
    return queries.locked(session, child.parent_id or "", skip=not waits)


def answer_later(session: Session, child: Instance) -> None:
    """Have a job bring back what a called case has come to."""
    defer(session, "work.answer", {"instance_id": child.id, "error": None}, lock=f"instance:{child.parent_id}")
