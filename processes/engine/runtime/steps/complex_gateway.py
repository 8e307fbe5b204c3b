"""Complex gateways (BPMN 10.6.5, table 13.5): joins with a condition, after which what is late is swallowed."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.steps.gateways import Inclusive
from processes.engine.runtime.token import Token
from processes.errors import EngineError
from processes.messages import _


class Complex(Inclusive):
    """Goes on as soon as `activation` holds; it may ask for `activationCount`, the number of tokens that have come."""

    activation = ""

    def arrive(self, token: Token) -> None:
        """Count, or be swallowed by a round that has gone on already."""
        scope = token.workflow
        gates = ((t, t.internal.spent) for t in scope.tasks.values() if t.task_spec is self)
        gate, spent = next(((t, flows) for t, flows in gates if flows is not None), (None, []))
        if gate is None:
            super().arrive(token)
            return
        spent.append(token.internal.via)
        scope.drop(token)
        if set(self.incoming) <= set(spent):
            self.go_on(gate)

    def complete(self, gate: Token) -> bool:
        """Whether enough has come."""
        arrived = gate.internal.arrived or {}
        if not self.activation:
            return super().complete(gate)
        top = gate.workflow.top_workflow
        counts = {**dict.fromkeys(self.incoming, 0), **arrived, "activationCount": sum(arrived.values())}
        try:
            return bool(top.evaluate(self.activation, gate, counts))
        except EngineError as error:
            top.fail(gate, error.words, error.at)
            return False

    def may_go_on(self, gate: Token) -> bool:
        """Whether nothing more can come."""
        spent, arrived = gate.internal.spent, gate.internal.arrived or {}
        return self.nothing_can_come(gate, dict.fromkeys(spent, 1) if spent is not None else arrived)

    def go_on(self, gate: Token) -> None:
        """Let one token go on; what comes later belongs to the same round until nothing more can come."""
        scope = gate.workflow
        if gate.internal.spent is not None:
            scope.drop(gate)
            scope.close_if_idle()
            return
        if self.activation and not self.complete(gate):
            scope.top_workflow.fail(gate, _("its condition does not hold, and nothing more can come"))
            return
        arrived = gate.internal.take_arrivals()
        if not set(self.incoming) <= set(arrived):
            rest = scope.spawn(self.name)
            rest._state = TaskState.WAITING
            rest.internal.spent = list(arrived)
        Step.arrive(self, gate)
