"""Data associations (BPMN 10.4.2) and mappings: what a step takes before it begins, and what it gives when it is done.

What is mapped into a step is known in it only, and in what runs in it or waits at its border.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from processes.engine.runtime import multi_instance
from processes.engine.runtime.compiled.step_spec import StepSpec
from processes.engine.runtime.token import Token
from processes.expressions import templates
from processes.expressions.language import feel_in
from processes.forms.variable_usage import uses

MAPPINGS = ("mapped", "worked", "filled")
Rule = tuple[str, str, str]


def take(step: StepSpec, token: Token) -> None:
    """Fill in what the step reads; of a step done several times mappings are worked out in each round."""
    rules: Iterable[Rule] = step.inputs
    if step.loop is not None:
        inside = token.internal.is_iteration
        rules = [rule for rule in rules if (rule[1] in MAPPINGS) is inside]
    for rule in rules:
        found = _evaluate(rule, token)
        if rule[1] in MAPPINGS:
            token.own = {**token.own, **found}
        else:
            token.write(found)


def give(step: StepSpec, token: Token) -> None:
    """Hand over what the step has made."""
    for rule in step.outputs:
        token.give(_evaluate(rule, token))


def _evaluate(rule: Rule, token: Token) -> dict[str, Any]:
    """The field that a rule sets: to another one that there is (`copy`, `mapped`), or to what an expression gives.

    `value` is worked out in any case; `worked` and `filled`, a template, only if what they read is there, for FEEL
    knows what is not.
    """
    target, kind, source = rule
    if kind == "filled":
        template, known = json.loads(source), {**token.data, **multi_instance.facts(token)}
        there = all(uses(one).keys() <= known.keys() for one in templates.expressions_in(template))
        return {target: templates.render(template, known)} if there else {}
    if kind == "worked" and feel_in(source) is None:
        there = uses(source).keys() <= {*token.data, *multi_instance.facts(token)}
        kind = "value" if there else ""
    if kind in ("value", "worked"):
        return {target: token.workflow.top_workflow.evaluate(source, token)}
    return {target: token.data[source]} if kind and source in token.data else {}
