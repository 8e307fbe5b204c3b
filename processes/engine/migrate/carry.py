"""Carry a plan out: open tasks keep their ids, drafts and timers; what lost its step arrives at the next one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from processes.engine.compile.definition import Definition
from processes.engine.compile.events import Boundary
from processes.engine.compile.gateways import Join
from processes.engine.compile.graph import GraphSpec
from processes.engine.migrate.planning import absorbed_by
from processes.engine.migrate.route import onward, step, upstream, way_in
from processes.engine.run.scope import Instance, Scope, SubScope
from processes.engine.run.token import Token
from processes.engine.values import Move


def carry(old: Instance, new: Definition, moves: tuple[Move, ...]) -> Instance:
    """The instance in the new version."""
    instance = Instance(new, old.now)
    instance.moment = old.moment
    carrier = _Carrier(instance, {move.task_id: move for move in moves})
    carrier.scope(old, instance)
    carrier.finish()
    instance.drive()
    return instance


class _Carrier:
    """Carries the scopes of one instance over, outermost first."""

    def __init__(self, instance: Instance, moves: dict[str, Move]) -> None:
        self.instance = instance
        self.moves = moves
        self.carried: list[Scope] = []

    def scope(self, old: Scope, new: Scope) -> None:
        """Carry over one scope and all that runs in it."""
        new.data, new.versions = dict(old.data), dict(old.versions)
        kept: set[str] = set()
        for token in old.tasks.values():
            move = self.moves.get(token.internal_data.get("of") or token.key)
            host = token.internal_data.get("host")
            if move is not None and move.act == "keep" and (host is None or host in kept):
                kept.add(token.key)
                self._keep(token, new)
        for token in old.tasks.values():
            move = self.moves.get(token.key)
            if token.key not in kept:
                self._withdraw(token)
            if move is not None and move.act == "move" and not token.on_watch:
                self._move(token, old, new, move)
        for token in list(new.tasks.values()):
            self._settle_in(token, old.spec)
        for name in set(new.spec.watchers) - set(old.spec.watchers):
            if new.spec.task_specs[name].armed:
                new.watch(name, next(iter(new.tasks.values()), None))
        self.carried.append(new)

    def finish(self) -> None:
        """End the scopes in which nothing is left to do, innermost first."""
        for scope in self.carried:
            running = scope.host is None or self.instance.subprocesses.get(scope.host.id) is scope
            if running and scope.idle:
                self.instance.finished(scope)

    def _keep(self, token: Token, scope: Scope) -> None:
        """The same token, with its id, data, timers and rounds, in the new version."""
        at = scope.spec.task_specs[token.task_spec.name]
        twin = Token(scope, at, token._state, UUID(hex=token.id.hex))
        twin.data, twin.versions = token.data, dict(token.versions)
        twin.internal_data = dict(token.internal_data)
        if twin.is_open:
            self.instance.announced.add(twin.id)
        if isinstance(at, Join) and "arrived" in twin.internal_data:
            _rename_ways(twin, at, token.workflow.spec)
        inner = token.workflow.top_workflow.subprocesses.get(token.id)
        if inner is not None:
            made = SubScope(self.instance.subprocess_specs[at.inner], twin)
            self.instance.subprocesses[twin.id] = made
            self.scope(inner, made)

    def _withdraw(self, token: Token) -> None:
        if token.is_open:
            self.instance.closed.append(token.key)
            self.instance.record("task_withdrawn", token.task_spec, token)
        inner = token.workflow.top_workflow.subprocesses.get(token.id)
        for one in inner.tasks.values() if inner is not None else ():
            self._withdraw(one)

    def _move(self, token: Token, old: Scope, new: Scope, move: Move) -> None:
        """Have the work go on at the next step that is there."""
        if not move.to:
            new.arrived_at_end(token)
            self._give(token, old, new)
            return
        target = step(new.spec, move.to)
        assert target is not None
        via = ""
        if isinstance(target, Join) and len(target.arriving) > 1 and token.task_spec.name != target.name:
            gates = [t for t in new.tasks.values() if t.task_spec is target and "arrived" in t.internal_data]
            taken = {flow for gate in gates for flow in gate.internal_data["arrived"]}
            via = way_in(old.spec, new.spec, token.task_spec.name, target.name, taken) or target.arriving[0]
        child = new.spawn(target.name, token, via)
        target._update(child)

    def _give(self, token: Token, old: Scope, new: Scope) -> None:
        """What an absorbed token knows goes to the one that goes on."""
        way = onward(old.spec, new.spec, token.task_spec.name)
        heir = absorbed_by(token, old, new.spec, way)
        twin = new.tasks.get(heir.id) if heir is not None else None
        if twin is not None:
            twin.take_over(token)

    def _settle_in(self, token: Token, old: GraphSpec) -> None:
        """Let a kept token meet what is new round its step: other ways into a join, new boundary events."""
        at = token.task_spec
        if isinstance(at, Join) and token._state == TaskState.WAITING and "arrived" in token.internal_data:
            heir = None if token.internal_data["arrived"] else _coming(token)
            if heir is not None:
                heir.take_over(token)
                token.workflow.drop(token)
            elif len(at.arriving) < 2 or at.complete(token):
                at.go_on(token)
            return
        was = step(old, at.name)
        if was is None or token.internal_data.get("of") or token._state == TaskState.ERROR:
            return
        for name in set(at.boundary) - set(was.boundary):
            boundary: Any = token.workflow.spec.task_specs[name]
            if isinstance(boundary, Boundary) and boundary.armed and _watched(token):
                watcher = token.workflow.spawn(name, token)
                watcher.internal_data["host"] = token.key
                boundary.begin(watcher)


def _coming(gate: Token) -> Token | None:
    """A token that is still on its way to a join at which all arrivals have become void."""
    reach = upstream(gate.workflow.spec, gate.task_spec.name)
    others = [t for t in gate.workflow.tasks.values() if t is not gate and t.task_spec.name in reach]
    return next((t for t in others if not t.on_watch), None)


def _watched(token: Token) -> bool:
    return bool(token._state & (TaskState.READY | TaskState.WAITING | TaskState.STARTED))


def _rename_ways(gate: Token, join: Join, old: GraphSpec) -> None:
    """Arrivals along flows that are gone count for the flows that took their place."""
    arrived: dict[str, int] = {}
    lost: list[tuple[str, int]] = []
    for flow, count in gate.internal_data["arrived"].items():
        if flow in join.arriving:
            arrived[flow] = count
        else:
            lost.append((flow, count))
    sources = {flow.id: one.name for one in old.steps for flow in one.leaving}
    for flow, count in lost:
        way = way_in(old, gate.workflow.spec, sources[flow], join.name, set(arrived)) if flow in sources else None
        if way is not None:
            arrived[way] = arrived.get(way, 0) + count
    gate.internal_data["arrived"] = arrived
