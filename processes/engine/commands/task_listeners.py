"""What listeners of an open task hear of it from outside: that it was given to somebody, or changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.listeners import hear, heard_by
from processes.engine.runtime.results.result import result_of
from processes.engine.runtime.stored import state as states
from processes.engine.values import FROM_OUTSIDE, ExecutionResult, Json
from processes.errors import EngineError, NotOpen
from processes.messages import _, sentences


def hears(definition: Definition, step_id: str) -> tuple[str, ...]:
    """Give the events from outside that a step's listeners hear: update, assignment."""
    steps = (step for graph in definition.scopes.values() for step in graph.steps)
    return next((heard_by(step) for step in steps if step.manual and step.shown_at == step_id), ())


def tell(
    definition: Definition, state: bytes, task_id: str, events: Sequence[str], task: Json, now: datetime
) -> ExecutionResult:
    """Have the listeners of an open task hear these events, in their order; NotOpen where it is not open.

    They may ask what `task` says. One that fails is told in the history: the task is as it is.
    """
    instance = states.load(definition, state, now)
    token = instance.find(task_id)
    if token is None or not token.is_open:
        raise NotOpen(_("This task is done, or was taken back. Look at the case again."))
    step = token.task_spec
    for event in (one for one in FROM_OUTSIDE if one in events):
        try:
            hear(step.listeners, token, event, task=task)
        except EngineError as error:
            words = sentences(error.words, _("The task is as it was left."))
            instance.record("incident", step, token, words=words)
    instance.drive()
    return result_of(instance)
