"""Business-rule tasks (BPMN 10.3.3): a decision table decides on the data of the case."""

from __future__ import annotations

from typing import Any

from processes import decisions
from processes.decisions import CannotDecide, DecisionResult, Evaluator
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.token import Token
from processes.errors import StepFailed, words_of
from processes.expressions.feel.temporal.calendar import from_datetime
from processes.messages import _, joined


class Rules(Step):
    """Asks a decision, and writes what it gives into the case."""

    decision = ""
    into = ""
    shape = ""
    evaluator = Evaluator({})
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()

    def act(self, token: Token) -> bool | None:
        """Decide."""
        try:
            given = self.evaluator.decide(self.decision, token.data, from_datetime(token.workflow.top_workflow.now))
        except CannotDecide as error:
            raise StepFailed(words_of(error)) from None
        token.write({self.into: self._mapped_result(given)} if self.into else self._by_name(given))
        top = token.workflow.top_workflow
        made = self.evaluator.decisions[self.decision]
        top.record("decided", self, token, decision=made.name, rules=[number + 1 for number in given.hits])
        return True

    def _mapped_result(self, given: DecisionResult) -> Any:
        """The result as the model wants it told, as Camunda 7 does; by itself as the table gives it."""
        rows = [dict(row) for row in given.rows]
        made = self.evaluator.decisions[self.decision]
        if len(made.policy) == 2 and not made.formula:
            rows = [{made.outputs[0].name: given.value}]
        names = {name for row in rows for name in row}
        if self.shape in ("singleEntry", "collectEntries") and len(names) > 1:
            raise StepFailed(
                _(
                    "Expected one output of the decision, but it has {outputs}. Have the model take whole results, or "
                    "give the table one output.",
                    outputs=joined(", ", [_("“{name}”", name=name) for name in sorted(names)]),
                )
            )
        if self.shape in ("singleEntry", "singleResult") and len(rows) > 1:
            raise StepFailed(
                _(
                    "Expected one result of the decision, but {count} rules hold at once. Have the model take a list, "
                    "or change the table.",
                    count=len(rows),
                )
            )
        if self.shape == "singleEntry":
            return next(iter(rows[0].values()), None) if rows else None
        if self.shape == "singleResult":
            return rows[0] if rows else None
        if self.shape == "collectEntries":
            return [next(iter(row.values()), None) for row in rows]
        return rows if self.shape == "resultList" else given.value

    def _by_name(self, given: DecisionResult) -> dict[str, Any]:
        """Each output by its name; of several rules a list of what each says."""
        made = self.evaluator.decisions[self.decision]
        if not made.outputs:
            return {made.result: given.value}
        names = [column.name for column in made.outputs]
        if len(made.policy) == 2:
            return {names[0]: given.value}
        if made.policy in decisions.SINGLE:
            return {name: given.rows[0].get(name) if given.rows else None for name in names}
        return {name: [row.get(name) for row in given.rows] for name in names}
