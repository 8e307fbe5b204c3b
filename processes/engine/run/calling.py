"""Data on their way to a called case and back, as the settings of the call say."""

from __future__ import annotations

from typing import Any

from processes.engine.scripts.sandbox import SANDBOX
from processes.engine.values import Json


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
