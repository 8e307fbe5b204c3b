"""Where the work of a case stands, and what is known of a step that could not go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.steps.activities import Script
from processes.engine.runtime.stored import state as states
from processes.expressions.language import variables_in

MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a step that could not go on was to carry out: the whole `script`, if it is one, the `line` and its `text`.

    A line of 0 is not known, or the text is an expression; `values` are those of the fields that the text names.
    """

    script: str = ""
    line: int = 0
    text: str = ""
    values: tuple[tuple[str, Any], ...] = ()


def standing(definition: Definition, state: bytes, now: datetime) -> frozenset[str]:
    """The ids of the elements at which tokens stand, those round them counted; not of what only watches."""
    tokens = states.load(definition, state, now).tokens()
    return frozenset(t.task_spec.shown_at for t in tokens if t.task_spec.shown_at and not t.on_watch)


def stopped(definition: Definition, state: bytes, now: datetime) -> dict[str, Stopped]:
    """What is known of the steps of a case that could not go on, by the ids of their tasks."""
    found = {}
    for token in states.load(definition, state, now).tokens():
        if token._state != TaskState.ERROR:
            continue
        step = token.task_spec
        script = step.script if isinstance(step, Script) else ""
        line, text = token.internal.failed_at or (0, "")
        names, data = sorted(variables_in(text or script)), token.data
        values = tuple((name, data[name]) for name in names if name in data)[:MOST_VALUES]
        found[token.key] = Stopped(script, line, text, values)
    return found
