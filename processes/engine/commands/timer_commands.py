"""What ops do with one waiting timer: let it fire before its time, or do without it."""

from __future__ import annotations

from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.results.result import result_of
from processes.engine.runtime.scope import Instance
from processes.engine.runtime.stored import state as states
from processes.engine.runtime.token import Token
from processes.engine.values import ExecutionResult
from processes.errors import EngineError, NotOpen
from processes.messages import _


def fire_timer(definition: Definition, state: bytes, task_id: str, now: datetime) -> ExecutionResult:
    """Let one timer fire, due or not; NotOpen if it no longer waits."""
    instance = states.load(definition, state, now)
    token = _timer(instance, task_id)
    token.task_spec.fire(token, {})
    instance.drive()
    return result_of(instance)


def cancel_timer(definition: Definition, state: bytes, task_id: str, now: datetime) -> ExecutionResult:
    """Do without a timer that only watches or races; EngineError for one that is the only way on."""
    instance = states.load(definition, state, now)
    token = _timer(instance, task_id)
    if not (token.on_watch or _has_rivals(token)):
        raise EngineError(_("There is no other way on beside this timer. Let it fire now instead."))
    token.workflow.drop(token)
    instance.drive()
    return result_of(instance)


def _timer(instance: Instance, task_id: str) -> Token:
    token = instance.find(task_id)
    due = getattr(token.task_spec, "due", None) if token is not None else None
    if token is None or due is None or due(token) is None:
        raise NotOpen(_("This timer has fired already, or is gone. Look at the case again."))
    return token


def _has_rivals(token: Token) -> bool:
    race = token.internal.race
    others = (t for t in token.workflow.tasks.values() if t is not token and t._state == TaskState.WAITING)
    return bool(race) and any(t.internal.race == race for t in others)
