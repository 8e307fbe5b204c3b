"""Conditional events (BPMN 10.5.5): they happen when data of the instance have changed so that their condition holds.

A condition that holds already happens at once. One that stays (since its event does not interrupt) happens again only
after it has not held in between. A condition that asks for a field that nobody has filled in yet does not hold.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime import multi_instance
from processes.engine.runtime.token import InstanceProtocol, Token
from processes.errors import EngineError
from processes.expressions.language import MODULES, PRELOADED, variables_in

GIVEN = frozenset(dir(builtins)) | MODULES | PRELOADED


def check(instance: InstanceProtocol, tokens: list[Token]) -> bool:
    """Let one condition take effect that holds now; False if none does."""
    if not instance.definition.conditional:
        return False
    waiting = [t for t in tokens if t._state == TaskState.WAITING and is_condition(t)]
    if not any(t.internal.condition_asked != instance.write_clock for t in waiting):
        return False
    return any(_take(instance, token) for token in waiting)


def is_condition(token: Token) -> bool:
    """Whether a token waits for a condition."""
    event_of = getattr(token.task_spec, "event_of", None)
    return event_of is not None and event_of(token).kind == "condition"


def holds(instance: InstanceProtocol, expression: str, data: Mapping[str, Any]) -> bool:
    """Whether a condition holds for these data; it does not where a field is missing."""
    if variables_in(expression) - GIVEN - data.keys():
        return False
    return bool(instance.definition.sandbox.evaluate(expression, dict(data), instance.now))


def _take(instance: InstanceProtocol, token: Token) -> bool:
    if token.internal.condition_asked == instance.write_clock:
        return False
    token.internal.condition_asked = instance.write_clock
    try:
        known = {**token.data, **multi_instance.facts(token)}
        now = holds(instance, token.task_spec.event_of(token).expression, known)
    except EngineError as error:
        instance.fail(token, error.words, error.at)
        return False
    before = token.internal.condition_held
    token.internal.condition_held = now
    if not now or before:
        return False
    token.task_spec.fire(token, {})
    return True
