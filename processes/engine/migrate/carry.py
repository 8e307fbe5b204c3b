"""Carry a plan out: open tasks keep their ids, drafts and timers; what lost its step arrives at the next one."""

from __future__ import annotations

from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from processes.engine.compile import undo
from processes.engine.compile.definition import Definition
from processes.engine.compile.gateways import Join
from processes.engine.migrate import races, watching
from processes.engine.migrate.arrivals import rename_ways, settle
from processes.engine.migrate.route import onward, step, way_in
from processes.engine.migrate.rules import absorbed_by
from processes.engine.migrate.tops import top_of
from processes.engine.run.scope import Instance, Scope, SubScope
from processes.engine.run.token import Token
from processes.engine.values import Move


def carry(old: Instance, new: Definition, moves: tuple[Move, ...]) -> Instance:
    """The instance in the new version."""
    instance = Instance(new, old.now)
    instance.moment = old.moment
    instance.data, instance.versions = dict(old.data), dict(old.versions)
    carrier = _Carrier(instance, {move.task_id: move for move in moves})
    top, home = top_of(old, new), instance
    if top.pool is not None:
        pool = Token(instance, top.pool, TaskState.STARTED)
        pool.data, pool.versions = dict(old.data), dict(old.versions)
        home = instance.subprocesses[pool.id] = SubScope(top.graph, pool)
    carrier.scope(top.scope, home)
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
        new.data, new.versions = {**new.data, **old.data}, {**new.versions, **old.versions}
        new.done = [*new.done, *old.done]
        kept = self._keep_all(old, new)
        lost: dict[str, set[str]] = {}
        for token in old.tasks.values():
            move = self.moves.get(token.key)
            if token.key not in kept:
                self._withdraw(token)
                if token.on_watch:
                    lost.setdefault(str(token.internal_data.get("host")), set()).add(token.task_spec.name)
            if move is not None and move.act == "move" and not token.on_watch:
                self._move(token, old, new, move)
        races.join(old, new, kept)
        for token in list(new.tasks.values()):
            if token.key in kept:
                self._settle_in(token, old, lost.get(token.key, set()))
        before = set(old.spec.watchers) - lost.get("None", set())
        for name in new.spec.watchers:
            if name not in before and new.spec.task_specs[name].armed:
                new.watch(name, next(iter(new.tasks.values()), None))
        self.carried.append(new)

    def finish(self) -> None:
        """Go on undoing where a handler is gone; end the scopes in which nothing is left to do, innermost first."""
        undo.resume(self.instance)
        for scope in self.carried:
            running = scope.host is None or self.instance.subprocesses.get(scope.host.id) is scope
            if running and scope.idle:
                self.instance.finished(scope)

    def _keep_all(self, old: Scope, new: Scope) -> set[str]:
        kept: set[str] = set()
        for token in old.tasks.values():
            move = self.moves.get(token.internal_data.get("of") or token.key)
            host = token.internal_data.get("host")
            if move is not None and move.act == "keep" and (host is None or host in kept):
                kept.add(token.key)
                self._keep(token, new)
        return kept

    def _keep(self, token: Token, scope: Scope) -> None:
        """The same token, with its id, data, timers and rounds, in the new version."""
        at = scope.spec.task_specs[token.task_spec.name]
        twin = Token(scope, at, token._state, UUID(hex=token.id.hex))
        twin.data, twin.versions = token.data, dict(token.versions)
        twin.internal_data = dict(token.internal_data)
        if twin.is_open:
            self.instance.announced.add(twin.id)
        if isinstance(at, Join) and "arrived" in twin.internal_data:
            rename_ways(twin, at, token.workflow.spec)
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
        """Have the work go on at the next step that is there, with all that is known where it stood."""
        inner = token.workflow.top_workflow.subprocesses.get(token.id)
        if inner is not None:
            inner.tell(token)
        if not move.to:
            new.arrived_at_end(token)
            self._give(token, old, new)
            return
        target = step(new.spec, move.to)
        assert target is not None
        via, again = "", token.task_spec.name == target.name
        if isinstance(target, Join) and len(target.arriving) > 1 and not again:
            gates = [t for t in new.tasks.values() if t.task_spec is target and "arrived" in t.internal_data]
            taken = {flow for gate in gates for flow in gate.internal_data["arrived"]}
            via = way_in(old.spec, new.spec, token.task_spec.name, target.name, taken) or target.arriving[0]
        child = new.spawn(target.name, token, via)
        if again and "race" in token.internal_data:
            child.internal_data["race"] = token.internal_data["race"]
        target._update(child)

    def _give(self, token: Token, old: Scope, new: Scope) -> None:
        """What an absorbed token knows goes to the one that goes on."""
        way = onward(old.spec, new.spec, token.task_spec.name)
        heir = absorbed_by(token, old, new.spec, way)
        twin = new.tasks.get(heir.id) if heir is not None else None
        if twin is not None:
            twin.take_over(token)

    def _settle_in(self, token: Token, old: Scope, lost: set[str]) -> None:
        """Let a kept token meet what is new round its step: other ways into a join, new boundary events."""
        at = token.task_spec
        if isinstance(at, Join) and token._state == TaskState.WAITING and "arrived" in token.internal_data:
            settle(token, at)
            return
        was = step(old.spec, at.name)
        watched = token._state & (TaskState.READY | TaskState.WAITING | TaskState.STARTED)
        if was is None or token.internal_data.get("of") or token.on_watch or not watched:
            return
        for boundary in watching.fresh(at, was, token.workflow.spec, lost):
            watcher = token.workflow.spawn(boundary.name, token)
            watcher.internal_data["host"] = token.key
            boundary.begin(watcher)
