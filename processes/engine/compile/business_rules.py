"""What a business-rule task decides with, taken from the runnable model that holds it."""

from __future__ import annotations

from processes import decisions
from processes.decisions import Evaluator
from processes.engine.normalise.context import Element, S
from processes.engine.normalise.steps.business_rule_task import HELD
from processes.engine.runtime.steps.business_rule_task import Rules


def read_decision(step: Rules, node: Element) -> None:
    """Have a step know its decision, what that reads, and which fields it sets."""
    holder = node.getroottree().getroot().find(HELD)
    known = decisions.unpacked(holder.text) if holder is not None and holder.text else {}
    step.decision, step.into = node.get(S + "rules", ""), node.get(S + "into", "")
    step.shape = node.get(S + "result", "")
    step.evaluator = Evaluator(decisions.closure(known, [step.decision]))
    step.reads = decisions.expressions_read(known, step.decision)
    made = known[step.decision]
    outputs = tuple(column.name for column in made.outputs) or (made.result,)
    step.writes = (step.into,) if step.into else outputs
