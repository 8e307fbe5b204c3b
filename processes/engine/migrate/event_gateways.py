"""Event gateways whose events change while the instance waits for the first of them."""

from __future__ import annotations

from processes.engine.migrate.route import opens, step
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.compiled.step_spec import OutgoingFlow
from processes.engine.runtime.scope import Scope
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.steps.gateways import EventGateway
from processes.engine.runtime.token import Token
from processes.messages import _


def join(old: Scope, new: Scope, kept: set[str]) -> None:
    """Have events that are new behind an event gateway take part in the races that run there."""
    running: dict[str, Token] = {}
    for token in new.tasks.values():
        if token.key in kept and token.internal.race:
            running.setdefault(token.internal.race, token)
    for race, mate in running.items():
        for flow in new_flows(old.spec, new.spec, mate.task_spec.name):
            child = new.spawn(flow.target, flow.id)
            child.internal.race = race
            child.task_spec._update(child)


def notes(scope: Scope, graph: GraphSpec, kept: set[str]) -> list[str]:
    """Sentences on the events that take part from now on."""
    racers = [t.task_spec.name for t in scope.tasks.values() if t.key in kept and t.internal.race]
    found = dict.fromkeys(flow.target for racer in racers for flow in new_flows(scope.spec, graph, racer))
    return [_("{event} is waited for as well from now on", event=opens(graph.task_specs[name])) for name in found]


def new_flows(old: GraphSpec, graph: GraphSpec, racer: str) -> list[OutgoingFlow]:
    """The flows of the gateway before a racing event that lead to events which were not part of the race."""
    gateway: Step | None = next((s for s in old.steps if isinstance(s, EventGateway) and _leads(s, racer)), None)
    now = step(graph, gateway.name) if gateway is not None else None
    if gateway is None or not isinstance(now, EventGateway) or not _leads(now, racer):
        return []
    known = {flow.target for flow in gateway.outgoing}
    return [flow for flow in now.outgoing if flow.target not in known and step(old, flow.target) is None]


def _leads(gateway: Step, racer: str) -> bool:
    return any(flow.target == racer for flow in gateway.outgoing)
