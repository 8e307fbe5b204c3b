"""Data on their way to a called case and back, as the settings of the call activity say (BPMN 10.3.6)."""

from __future__ import annotations

from typing import Any

from processes.engine.runtime import multi_instance
from processes.engine.runtime.token import ScopeProtocol, Token
from processes.engine.values import Json
from processes.expressions.sandbox import SANDBOX


def call_data(settings: Json, data: Json) -> Json:
    """What a called case starts with, of what its caller knows; EngineError for an expression that fails."""
    return _mapped(settings.get("all_in", True), settings.get("in") or [], data)


def answer_data(settings: Json, data: Json) -> Json:
    """What comes back to the caller, of what the called case knows in the end; EngineError as above."""
    return _mapped(settings.get("all_out", True), settings.get("out") or [], data)


def call_key(settings: Json, data: Json) -> str | None:
    """By which key the model wants the called case to be known; None where it says nothing."""
    expression = settings.get("business_key")
    found = SANDBOX.evaluate(expression, data) if expression else None
    return None if found is None else str(found)[:200]


def _mapped(everything: Any, pairs: list[list[str]], data: Json) -> Json:
    found = dict(data) if everything else {}
    for target, kind, source in pairs:
        if kind == "expression":
            found[target] = SANDBOX.evaluate(source, data)
        elif source in data:
            found[target] = data[source]
    return found


def start_data(token: Token) -> Json:
    """What a process of the same file starts with, called by a step that says so; EngineError as above."""
    settings, known = token.task_spec.mapping, dict(token.data)
    mapped = call_data({**settings, "all_in": False}, {**known, **multi_instance.facts(token)})
    return known | mapped if settings.get("all_in", True) else mapped


def answers(scope: ScopeProtocol) -> Json:
    """What comes back from it: where all does, all that was set there; EngineError as above."""
    assert scope.host is not None
    settings, known = scope.host.task_spec.mapping, dict(scope.data)
    mapped = answer_data({**settings, "all_out": False}, known)
    touched = {name: value for name, value in known.items() if name in scope.touched}
    return touched | mapped if settings.get("all_out", True) else mapped
