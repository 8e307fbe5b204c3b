"""Data associations: what a step takes from data objects before it begins, and gives to them when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes.engine.run.token import Token

if TYPE_CHECKING:
    from processes.engine.compile.steps import Step


def take(step: Step, token: Token) -> None:
    """Fill in what the step reads."""
    _move(step.inputs, token)


def give(step: Step, token: Token) -> None:
    """Hand over what the step has made."""
    _move(step.outputs, token)


def _move(rules: tuple[tuple[str, str, str], ...], token: Token) -> None:
    """Each rule sets a field: to another field that there is (`copy`), or to what an expression gives (`value`)."""
    for target, kind, source in rules:
        if kind == "value":
            token.write({target: token.workflow.top_workflow.evaluate(source, token)})
        elif source in token.data:
            token.write({target: token.data[source]})
