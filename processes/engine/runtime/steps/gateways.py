"""Gateways: where tokens split and meet (BPMN 10.6, 13.4)."""

from __future__ import annotations

from functools import cached_property

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.compiled.step_spec import OutgoingFlow
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.token import Token
from processes.errors import StepFailed
from processes.messages import _


class Choice(Step):
    """A gateway at which it is decided how to go on."""

    @property
    def decides(self) -> bool:
        """Whether there is more than one way, or the only one is taken under a condition."""
        return len(self.outgoing) > 1 or any(flow.condition for flow in self.outgoing)


class Exclusive(Choice):
    """One way out: by condition, or the one a person chose (BPMN 10.6.2)."""

    def select_flows(self, token: Token) -> list[OutgoingFlow]:
        """The flow chosen by a person, else the first whose condition holds, else the default."""
        if not self.decides:
            return self.outgoing
        picked = token.internal.chosen or []
        return [flow for flow in self.outgoing if flow.id in picked][:1]

    def act(self, token: Token) -> bool | None:
        """Decide, unless a person has."""
        if self.decides and not self.ask:
            flow = next((f for f in self.outgoing if f.condition and _holds(f.condition, token)), None)
            flow = flow or next((f for f in self.outgoing if f.default), None)
            if flow is None:
                raise StepFailed(
                    _("Expected one of the conditions to hold, but none does, and there is no default way.")
                )
            token.internal.chosen = [flow.id]
        return True


class Join(Step):
    """A step where tokens wait for each other; arrivals are counted by flow."""

    def arrive(self, token: Token) -> None:
        """Join the token that waits here already, or be the one that waits."""
        if len(self.incoming) < 2:
            super().arrive(token)
            return
        scope = token.workflow
        gate = next((t for t in scope.tasks.values() if t.task_spec is self and t._state == TaskState.WAITING), None)
        via, token.internal.via = token.internal.via, ""
        if gate is None:
            gate = token
            gate._state = TaskState.WAITING
        else:
            scope.drop(token)
        gate.internal.count_arrival(via)
        if self.complete(gate):
            self.go_on(gate)

    def complete(self, gate: Token) -> bool:
        """Whether a token has come along every flow."""
        arrived = gate.internal.arrived or {}
        return all(arrived.get(flow) for flow in self.incoming)

    def go_on(self, gate: Token) -> None:
        """One token of each flow goes on together; surplus ones keep waiting."""
        left = {flow: count - 1 for flow, count in gate.internal.take_arrivals().items() if count > 1}
        if left:
            rest = gate.workflow.spawn(self.name)
            rest._state = TaskState.WAITING
            rest.internal.arrived = left
        super().arrive(gate)


class Parallel(Join):
    """All ways in, all ways out (BPMN 10.6.4)."""


class Inclusive(Join, Choice):
    """Waits for every token that can still come; leaves by every flow whose condition holds (BPMN 10.6.3)."""

    waits_for_all = True

    def may_go_on(self, gate: Token) -> bool:
        """Whether nothing more can come."""
        return self.nothing_can_come(gate, gate.internal.arrived or {})

    def nothing_can_come(self, gate: Token, arrived: dict[str, int]) -> bool:
        """Whether no token elsewhere can reach an empty way in without passing a full one's path (BPMN 13.4)."""
        empty = set().union(*(self._reach[f] for f in self.incoming if not arrived.get(f)))
        full = set().union(*(self._reach[f] for f in self.incoming if arrived.get(f)))
        return not any(
            token.task_spec.name in empty and token.task_spec.name not in full
            for token in gate.workflow.tasks.values()
            if token is not gate
        )

    @cached_property
    def _reach(self) -> dict[str, frozenset[str]]:
        """For each way in, the steps from which a token can come along it without passing here."""
        sources = {f.id: s.name for s in self._wf_spec.steps for f in s.outgoing}
        back: dict[str, list[str]] = {}
        for step in self._wf_spec.steps:
            for flow in step.outgoing:
                back.setdefault(flow.target, []).append(step.name)
            for name in step.boundary:
                back.setdefault(name, []).append(step.name)
        return {flow: frozenset(_upstream(sources[flow], back, self.name)) for flow in self.incoming}

    def select_flows(self, token: Token) -> list[OutgoingFlow]:
        """The flows that were decided on."""
        if not self.decides:
            return self.outgoing
        picked = token.internal.chosen or []
        return [flow for flow in self.outgoing if flow.id in picked]

    def act(self, token: Token) -> bool | None:
        """Decide, unless a person has."""
        if self.decides and not self.ask:
            flows = [f for f in self.outgoing if f.condition and _holds(f.condition, token)]
            flows += [f for f in self.outgoing if not f.condition and not f.default]
            flows = flows or [f for f in self.outgoing if f.default]
            if not flows:
                raise StepFailed(
                    _("Expected one of the conditions to hold, but none does, and there is no default way.")
                )
            token.internal.chosen = [flow.id for flow in flows]
        return True


class EventGateway(Step):
    """Waits for what happens first: the events behind it race (BPMN 10.6.6)."""

    def mark(self, token: Token, child: Token) -> None:
        """Have each event know the race it is in."""
        child.internal.race = token.key


def _holds(condition: str, token: Token) -> bool:
    return bool(token.workflow.top_workflow.evaluate(condition, token))


def _upstream(start: str, back: dict[str, list[str]], but: str) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in found and name != but:
            found.add(name)
            todo.extend(back.get(name, ()))
    return found
