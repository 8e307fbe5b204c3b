"""Joins that wait while their ways in change."""

from __future__ import annotations

from processes.engine.migrate.route import upstream, way_in
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.steps.gateways import Join
from processes.engine.runtime.token import Token


def reconsider(gate: Token, join: Join) -> None:
    """Let a waiting join go on where its new ways in are all taken, or vanish where nothing has arrived any more."""
    if not gate.internal.arrived and _is_coming(gate):
        gate.workflow.drop(gate)
    elif len(join.incoming) < 2 or join.complete(gate):
        join.go_on(gate)


def _is_coming(gate: Token) -> bool:
    """Whether a token is still on its way to a join at which all arrivals have become void."""
    reach = upstream(gate.workflow.spec, gate.task_spec.name)
    others = [t for t in gate.workflow.tasks.values() if t is not gate and t.task_spec.name in reach]
    return any(not t.on_watch for t in others)


def rename_ways(gate: Token, join: Join, old: GraphSpec) -> None:
    """Arrivals along flows that are gone count for the flows that took their place."""
    arrived: dict[str, int] = {}
    lost: list[tuple[str, int]] = []
    for flow, count in (gate.internal.arrived or {}).items():
        if flow in join.incoming:
            arrived[flow] = count
        else:
            lost.append((flow, count))
    sources = {flow.id: one.name for one in old.steps for flow in one.outgoing}
    for flow, count in lost:
        way = way_in(old, gate.workflow.spec, sources[flow], join.name, set(arrived)) if flow in sources else None
        if way is not None:
            arrived[way] = arrived.get(way, 0) + count
    gate.internal.arrived = arrived
