"""Take a running instance to another version: plan it token by token in words, try it on a copy, carry it out."""

from __future__ import annotations

from datetime import datetime

from processes.engine.migrate.apply import apply_plan
from processes.engine.migrate.planning import plan_of, stay_plan
from processes.engine.migrate.shape import shape
from processes.engine.migrate.verify import objection
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.results.result import result_of
from processes.engine.runtime.stored import state as states
from processes.engine.values import ExecutionResult, Migrated, Plan
from processes.errors import EngineError
from processes.messages import _

__all__ = ["migrate", "plan", "shape"]
_ANY_TIME = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def plan(old: Definition, new: Definition, state: bytes) -> Plan:
    """What would happen to each open step of an instance, tried on a copy; changes nothing."""
    return _try_on_copy(old, new, state, _ANY_TIME)[0]


def migrate(old: Definition, new: Definition, state: bytes, now: datetime) -> Migrated:
    """Take an instance along; one that has to stay is left as it is."""
    decided, before, after = _try_on_copy(old, new, state, now)
    if before is None or after is None:
        return Migrated(decided.verdict, decided.words, None)
    were = {task.id: task for task in before.open}
    retold = tuple(task for task in after.open if task.id in were and _differ(were[task.id], task))
    return Migrated(decided.verdict, decided.words, after, _is_quiet(before, after), retold)


def _try_on_copy(
    old: Definition, new: Definition, state: bytes, now: datetime
) -> tuple[Plan, ExecutionResult | None, ExecutionResult | None]:
    """The plan with the results before and after; none where the instance stays, or a copy could not go on."""
    instance = states.load(old, state, now)
    decided = plan_of(instance, new)
    if decided.verdict == "stayed":
        return decided, None, None
    before = result_of(instance)
    try:
        after = result_of(apply_plan(instance, new, decided.moves))
    except EngineError as error:
        return (
            stay_plan(_("tried on a copy, it could not go on ({why})", why=error.words), decided.moves),
            None,
            None,
        )
    broken = {one.task_id for one in after.incidents} - {one.task_id for one in before.incidents}
    if broken or (after.status == "failed" and before.status == "running"):
        words = next((one.words for one in after.incidents if one.task_id in broken), _("nothing is open any more"))
        return (
            stay_plan(_("tried on a copy, it could not go on there ({why})", why=words), decided.moves),
            None,
            None,
        )
    why = objection(old, new, state, after.state, now) if after.status == "running" else ""
    if why:
        return stay_plan(why, decided.moves), None, None
    return decided, before, after


def _differ(was: object, task: object) -> bool:
    names = ("step_id", "step_name", "lane", "form", "documentation", "kind", "topic", "settings")
    return any(getattr(was, name) != getattr(task, name) for name in names)


def _is_quiet(before: ExecutionResult, after: ExecutionResult) -> bool:
    names = ("status", "data", "timers", "waiting", "incidents")
    happened = after.opened or after.closed or after.thrown or after.events
    return not happened and all(getattr(before, name) == getattr(after, name) for name in names)
