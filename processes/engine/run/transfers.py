"""Data associations: what a step takes from data objects before it begins, and gives to them when it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from processes.engine.forms.uses import uses
from processes.engine.run import rounds
from processes.engine.run.token import Token
from processes.engine.scripts.language import feel_in

if TYPE_CHECKING:
    from processes.engine.compile.steps import Step


MAPPINGS = ("mapped", "worked")


def take(step: Step, token: Token) -> None:
    """Fill in what the step reads; of a step done several times mappings are worked out in each round."""
    rules: Iterable[tuple[str, str, str]] = step.inputs
    if step.repeat is not None:
        inside = "of" in token.internal_data
        rules = [rule for rule in rules if (rule[1] in MAPPINGS) is inside]
    _move(rules, token)


def give(step: Step, token: Token) -> None:
    """Hand over what the step has made."""
    _move(step.outputs, token)


def _move(rules: Iterable[tuple[str, str, str]], token: Token) -> None:
    """Each rule sets a field: to another one that there is (`copy`, `mapped`), or to what an expression gives.

    `value` is worked out in any case; `worked` only if what it reads is there, for FEEL knows what is not.
    """
    for target, kind, source in rules:
        if kind == "worked" and feel_in(source) is None:
            there = {*token.data, *rounds.facts(token)}
            kind = "value" if uses(source).keys() <= there else ""
        if kind in ("value", "worked"):
            token.write({target: token.workflow.top_workflow.evaluate(source, token)})
        elif kind and source in token.data:
            token.write({target: token.data[source]})
