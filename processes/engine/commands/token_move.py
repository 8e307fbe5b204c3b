"""Move a token by hand: what ops do when a case stands where the model has no way on that fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.results.result import result_of
from processes.engine.runtime.scope import Instance
from processes.engine.runtime.steps.catch_events import Boundary, Catch, Watcher
from processes.engine.runtime.stored import state as states
from processes.engine.runtime.token import Token
from processes.engine.values import ExecutionResult
from processes.errors import EngineError, NotOpen
from processes.messages import _


@dataclass(frozen=True, slots=True)
class Movable:
    """A place where an instance stands and that can be left by hand, and the steps it can go to: ids and names."""

    task_id: str
    step_id: str
    step_name: str
    targets: tuple[tuple[str, str], ...]


def movable(definition: Definition, state: bytes, now: datetime) -> tuple[Movable, ...]:
    """The tokens that can be moved by hand, each with where to."""
    instance = states.load(definition, state, now)
    found = []
    for token in instance.tokens():
        if _fault(token) is None:
            step = token.task_spec
            targets = tuple((t.bpmn_id, t.called) for t in _targets(token) if t is not step)
            if targets:
                found.append(Movable(token.key, step.shown_at, step.called, targets))
    return tuple(found)


def move(definition: Definition, state: bytes, task_id: str, to: str, now: datetime) -> ExecutionResult:
    """Take a token from where it stands and let it arrive at another step of the same process or sub-process.

    Raises NotOpen where it no longer stands there, EngineError for a place it cannot leave or a step it cannot go to.
    """
    instance = states.load(definition, state, now)
    token = instance.find(task_id)
    if token is None:
        raise NotOpen(_("The work has gone on from where it stood. Look at the case again."))
    fault = _fault(token)
    if fault is not None:
        raise EngineError(_("This work cannot be moved by hand: {fault}.", fault=fault))
    target = next((step for step in _targets(token) if step.bpmn_id == to), None)
    if target is None:
        raise EngineError(_("This is no step of the same process or sub-process. Choose another step."))
    _go(instance, token, target)
    return result_of(instance)


def _go(instance: Instance, token: Token, target: Any) -> None:
    scope = token.workflow
    arriving = scope.spawn(target.name)
    scope.drop(token)
    arriving.task_spec._update(arriving)
    instance.drive()


def _fault(token: Token) -> str | None:
    """Why a token cannot be moved, as the end of a sentence; None if it can."""
    step = token.task_spec
    if token.on_watch or isinstance(step, Boundary | Watcher):
        return _("this only waits for something besides the work")
    if token.internal.is_iteration:
        return _("this is one round of a step that is done several times")
    if token.internal.race:
        return _("this waits together with other events for what happens first")
    stands = token._state in (TaskState.READY, TaskState.STARTED, TaskState.WAITING, TaskState.ERROR)
    if not stands or ((step.waits_for_all or step.tag.endswith("Gateway")) and not step.manual):
        return _("this is on its way to join other work")
    if not step.bpmn_id or step.bpmn_id.startswith("stepwell_") or step.tag == "process":
        return _("this is no step of the model")
    return None


def _targets(token: Token) -> list[Any]:
    """The steps of the same scope at which a token can arrive alone."""
    return [
        step
        for step in token.workflow.spec.steps
        if step.bpmn_id
        and not step.bpmn_id.startswith("stepwell_")
        and not isinstance(step, Boundary | Watcher)
        and step.tag not in ("startEvent", "process")
        and not (step.waits_for_all or (step.tag.endswith("Gateway") and len(step.incoming) > 1))
        and not (isinstance(step, Catch) and not step.incoming)
        and step.incoming
    ]
