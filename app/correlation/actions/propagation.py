"""What comes out of a called case and goes up, through as many callers as there are, to the nearest that catches it.

Callers are locked one after the other, from what is called to who calls, and never waited for: where somebody else
holds one, a job begins again at the case from which it comes. All that one error changes is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import queries as case_queries
from app.cases.actions import calls
from app.cases.actions.engine_calls import act
from app.cases.actions.result.history import log_step
from app.cases.actions.result.writers import Applied, Step, Writing, follows
from app.cases.tables import GOING, Instance, Task
from app.catalog import queries as catalog
from app.correlation.actions import correlation_keys, kept_messages
from app.correlation.tables import WAITING, Message
from app.kernel.i18n import _
from app.kernel.ids import new_id
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from processes import engine
from processes.engine import ExecutionResult

RAISED = ("error", "escalation")
ESCALATION = "escalation"
AT_ONCE = 20


@follows("callers")
def upwards(session: Session, child: Instance, result: ExecutionResult, writing: Writing) -> Iterator[Step]:
    """Give what goes up from a result of a called case, in order: what was raised, then its end."""
    if child.parent_id is None:
        return
    found = [(thrown.kind, thrown.name, thrown.payload) for thrown in result.thrown if thrown.kind in RAISED]
    details = [event.detail for event in result.events if event.event == "incident"]
    found += [("error", str(detail["error"]), result.data) for detail in details if "error" in detail]
    late: list[str] = []
    for kind, code, data in found:
        yield partial(_raise, session, child, kind, code, data, late)
    if result.status == "completed":
        yield partial(_end, session, child, late)


def climb(
    session: Session, caller_id: str | None, task_id: str | None, kind: str, code: str, data: dict[str, Any],
    *, waits: bool = False,
) -> list[Applied] | None:  # fmt: skip
    """Raise this at a call, then at the call of its caller, until somebody catches it.

    Nothing where nobody does; None where somebody else holds one of the callers, and nothing is changed.
    """
    while caller_id is not None:
        caller = case_queries.locked(session, caller_id, skip=not waits)
        if caller is None:
            return None
        if caller.state == "suspended" and kind == ESCALATION:
            _keep(session, caller, task_id, code, data)
        if caller.state not in GOING or not caller.blob:
            return []
        definition = catalog.definition(caller.version)
        try:
            result = act(engine.pass_on, definition, caller.blob, task_id or "", kind, code, clock.now(), data)
        except engine.EngineError:
            return []
        if result is not None:
            return [(caller, result)]
        caller_id, task_id, data, waits = caller.parent_id, caller.parent_task_id, {**caller.data, **data}, False
    return []


def catch_up(session: Session, instance: Instance) -> Iterator[Applied]:
    """Raise again what came up to an instance, locked, while it was suspended: escalations, and errors that stand."""
    for kept in kept_messages.kept(session, instance.id, ESCALATION):
        if kept_messages.claim(session, kept.id, instance.id):
            yield from climb(session, instance.id, kept.correlation["task"], ESCALATION, kept.name, kept.data) or ()
    for child_id in _failed_below(session, instance):
        child = case_queries.locked(session, child_id)
        if child is None:
            continue
        for code in _uncaught(child):
            yield from climb(session, child.parent_id, child.parent_task_id, "error", code, child.data) or ()


def _failed_below(session: Session, instance: Instance) -> Iterator[str]:
    """The cases with incidents that this one, or one of the same tree, called: page by page, to the last."""
    below = (
        select(Instance.id)
        .where(Instance.root_id == (instance.root_id or instance.id), Instance.state.in_(GOING), Instance.incidents > 0)
        .order_by(Instance.id)
        .limit(AT_ONCE)
    )
    after = ""
    while True:
        found = session.scalars(below.where(Instance.id > after)).all()
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1]


def _uncaught(child: Instance) -> list[str]:
    if child.state not in GOING or not child.blob:
        return []
    result = act(engine.inspect, catalog.definition(child.version), child.blob, clock.now())
    return [incident.code for incident in result.incidents if incident.code is not None]


def _raise(
    session: Session, child: Instance, kind: str, code: str, data: dict[str, Any], late: list[str]
) -> list[Applied]:
    found = None if late else climb(session, child.parent_id, child.parent_task_id, kind, code, data)
    if found is None:
        late.append(code)
        later(session, child, code, kind, data if kind == ESCALATION else None)
    elif not found and kind == "error":
        _tell_callers(session, child, code)
    return found or []


def _tell_callers(session: Session, child: Instance, code: str) -> None:
    """Say in the histories of all that called, up to the first, why their calls go on no more; none was away."""
    above: list[tuple[Instance, str]] = []
    at = child
    while at.parent_id is not None:
        caller = session.get_one(Instance, at.parent_id)
        if caller.state not in GOING:
            return
        above.append((caller, at.parent_task_id or ""))
        at = caller
    calls_open = select(Task.id, Task.step_id, Task.step_name).where(Task.id.in_(task_id for _, task_id in above))
    steps = {row.id: (row.step_id, row.step_name) for row in session.execute(calls_open)}
    for caller, task_id in above:
        if task_id in steps:
            words = _("“{code}”: it is an incident there.", code=code)
            log_step(session, caller, "error_below", SYSTEM, steps[task_id], words)


def _end(session: Session, child: Instance, late: list[str]) -> list[Applied]:
    """Bring the end of a called case; behind what it raised, where that comes later."""
    if late:
        calls.answer_later(session, child)
        return []
    return calls.ended(session, child)


def later(session: Session, child: Instance, code: str, kind: str, data: dict[str, Any] | None) -> None:
    """Have a job raise what nobody could be asked about now."""
    args = {"instance_id": child.id, "error": code, "kind": kind, "data": data}
    defer(session, "work.answer", args, lock=f"instance:{child.parent_id}")


def _keep(session: Session, caller: Instance, task_id: str | None, code: str, data: dict[str, Any]) -> None:
    now = clock.now()
    session.add(
        Message(
            id=new_id(), kind=ESCALATION, name=code, correlation={"task": task_id}, data=data, state=WAITING, at=now,
            probe=correlation_keys.only_for(caller.id), expires_at=now + kept_messages.LONGEST,
        )
    )  # fmt: skip
