"""Who does a step and until when, as its model says: declared, and worked out where a token stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.token import Token
from processes.errors import EngineError
from processes.expressions.language import expression, inside_marks
from processes.messages import _

STARTER = "starter"
_STARTERS = {"initiator", "starter"}


def declared_assignments(definition: Definition) -> dict[str, dict[str, str]]:
    """What the model itself says about who does a step and until when, as it stands there, by the step's id."""
    steps = [step for graph in definition.scopes.values() for step in graph.steps if step.manual]
    return {step.shown_at: dict(step.attributes) for step in steps if step.attributes}


def evaluate_assignment(token: Token) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of a step's attributes where a token stands, and in words which could not be worked out."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name, text in token.task_spec.attributes.items():
        inside = inside_marks(text)
        if name == "notSameAs" or inside is None:
            values[name] = text
            continue
        if inside in _STARTERS:
            values[name] = STARTER
            continue
        try:
            asked = expression(text)
            if asked is None:
                raise EngineError(_("it is no expression in Python, FEEL or JUEL"))
            value = token.workflow.top_workflow.evaluate(asked, token)
            values[name] = value.isoformat() if isinstance(value, (date, datetime)) else value
        except EngineError as error:
            faults.append(_("{setting} “{text}”: {fault}", setting=name, text=text, fault=error.words))
    return values, tuple(faults)
