"""Listeners: expressions and scripts that are carried out beside a step, when it begins, ends or is left."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime import multi_instance
from processes.engine.runtime.compiled.step_spec import Listener, StepSpec
from processes.engine.runtime.token import Token
from processes.engine.values import FROM_OUTSIDE
from processes.errors import EngineError
from processes.messages import _, sentences


def read(text: str | None) -> tuple[Listener, ...]:
    """The listeners that stand on a runnable node or flow."""
    return tuple((str(a), str(b), str(c), str(d)) for a, b, c, d in json.loads(text)) if text else ()


def heard_by(step: StepSpec) -> tuple[str, ...]:
    """The events of a step's listeners that others bring about."""
    events = {event for event, *_ in step.listeners} if step.listeners else ()
    return tuple(event for event in FROM_OUTSIDE if event in events)


def hear(listeners: Iterable[Listener], token: Token, *events: str, task: dict[str, Any] | None = None) -> None:
    """Carry out, in their order, those of these events; EngineError, in words, where one fails.

    `task` is what they may ask of the task: its assignee and the like.
    """
    top, about = token.workflow.top_workflow, {} if task is None else {"task": task}
    for wanted in events:
        for event, target, kind, text in listeners:
            if event != wanted:
                continue
            if kind == "script":
                made = top.definition.sandbox.execute(text, {**token.data, **multi_instance.facts(token), **about})
                token.write({name: value for name, value in made.items() if name not in about})
            else:
                value = top.evaluate(text, token, about)
                token.write({target: value} if target else {})


def run_interrupted(token: Token, state: int) -> None:
    """Carry out those of a step that had begun, was in this state, and is not done; one that fails is told.

    First those of a task that is withdrawn, then those of the end of any step. What only waits for its like, watches
    or races has not begun; of rounds each has its own.
    """
    step, about = token.task_spec, token.internal
    begun = state in (TaskState.READY, TaskState.WAITING, TaskState.STARTED, TaskState.ERROR)
    whole = step.loop is not None and not about.is_iteration
    elsewhere = about.failed_before or about.failed_after or about.arrived is not None or about.race
    if not begun or whole or token.on_watch or elsewhere:
        return
    for event in ("delete", "end") if step.manual else ("end",):
        try:
            hear(step.listeners, token, event)
        except EngineError as error:
            why = _("The task was withdrawn.") if event == "delete" else _("The step was interrupted.")
            words = sentences(error.words, why)
            token.workflow.top_workflow.record("incident", step, token, words=words)
