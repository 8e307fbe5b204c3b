"""Conditional events: they happen when the data of the instance have changed so that their condition holds.

A condition that holds already happens at once. One that stays (since its event does not interrupt) happens again only
after it has not held in between. A condition that asks for a field that nobody has filled in yet does not hold.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.errors import EngineError
from processes.engine.scripts.language import MODULES, PRELOADED, names_in

if TYPE_CHECKING:
    from processes.engine.run.scope import Instance
    from processes.engine.run.token import Token

GIVEN = frozenset(dir(builtins)) | MODULES | PRELOADED


def check(instance: Instance, tokens: list[Token]) -> bool:
    """Let one condition take effect that holds now; False if none does."""
    if not instance.definition.conditional:
        return False
    waiting = [t for t in tokens if t._state == TaskState.WAITING and is_condition(t)]
    if not any(t.internal_data.get("seen") != instance.moment for t in waiting):
        return False
    data, versions = facts(instance, tokens)
    return any(_take(instance, token, data, versions) for token in waiting)


def is_condition(token: Token) -> bool:
    """Whether a token waits for a condition."""
    event_of = getattr(token.task_spec, "event_of", None)
    return event_of is not None and event_of(token).kind == "condition"


def facts(instance: Instance, tokens: list[Token]) -> tuple[dict[str, Any], dict[str, int]]:
    """What the instance knows: of every field the value written last, and when that was."""
    data, versions = dict(instance.data), dict(instance.versions)
    carriers: list[Any] = [*tokens, *instance.subprocesses.values()]
    for carrier in carriers:
        for name, value in carrier.data.items():
            version = carrier.versions.get(name, 0)
            if name not in data or version > versions.get(name, 0):
                data[name], versions[name] = value, version
    return data, versions


def holds(instance: Instance, expression: str, data: dict[str, Any]) -> bool:
    """Whether a condition holds for these data; it does not where a field is missing."""
    if names_in(expression) - GIVEN - data.keys():
        return False
    return bool(instance.definition.sandbox.evaluate(expression, data))


def _take(instance: Instance, token: Token, data: dict[str, Any], versions: dict[str, int]) -> bool:
    if token.internal_data.get("seen") == instance.moment:
        return False
    token.internal_data["seen"] = instance.moment
    try:
        now = holds(instance, token.task_spec.event_of(token).expression, data)
    except EngineError as error:
        instance.fail(token, error.words)
        return False
    before = token.internal_data.get("held", False)
    token.internal_data["held"] = now
    if not now or before:
        return False
    token.learn(data, versions)
    token.task_spec.fire(token, {})
    return True
