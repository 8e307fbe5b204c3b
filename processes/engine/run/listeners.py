"""Listeners: expressions and scripts that are carried out beside a step, when it begins, ends or is left."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from processes.engine.errors import EngineError
from processes.engine.run import rounds

if TYPE_CHECKING:
    from processes.engine.run.token import Token

Listener = tuple[str, str, str, str]


def read(text: str | None) -> tuple[Listener, ...]:
    """The listeners that stand on a runnable node or flow."""
    return tuple((str(a), str(b), str(c), str(d)) for a, b, c, d in json.loads(text)) if text else ()


def hear(listeners: Iterable[Listener], token: Token, *events: str) -> None:
    """Carry out, in their order, those of these events; EngineError, in words, where one fails."""
    top = token.workflow.top_workflow
    for wanted in events:
        for event, target, kind, text in listeners:
            if event != wanted:
                continue
            if kind == "script":
                token.write(top.definition.sandbox.execute(text, {**token.data, **rounds.facts(token)}))
            else:
                value = top.evaluate(text, token)
                token.write({target: value} if target else {})


def withdrawn(token: Token) -> None:
    """Carry out those of a task that is withdrawn; one that fails is told in the history."""
    step = token.task_spec
    if not (step.listeners and step.manual):
        return
    try:
        hear(step.listeners, token, "delete")
    except EngineError as error:
        token.workflow.top_workflow.record("incident", step, token, words=f"{error.words} The task was withdrawn.")
