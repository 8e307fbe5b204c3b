"""Carry a plan out: open tasks keep their ids, drafts and timers; what lost its step arrives at the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from processes.engine.migrate import event_gateways, event_subprocesses
from processes.engine.migrate.joins import reconsider, rename_ways
from processes.engine.migrate.pools import top_of
from processes.engine.migrate.route import dissolved, standing, step, way_in, wrapped
from processes.engine.runtime import compensation
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.scope import Instance, Scope
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.steps.gateways import Join
from processes.engine.runtime.subprocess_scope import SubScope
from processes.engine.runtime.token import Token
from processes.engine.values import Move


def apply_plan(old: Instance, new: Definition, moves: tuple[Move, ...]) -> Instance:
    """The instance in the new version."""
    instance = Instance(new, old.now)
    instance.write_clock = old.write_clock
    instance.data = dict(old.data)
    carrier = _Carrier(instance, {move.task_id: move for move in moves})
    top, home = top_of(old, new), instance
    if top.pool is not None:
        pool = Token(instance, top.pool, TaskState.STARTED)
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
        self.wrapped: dict[tuple[int, str], Scope] = {}

    def scope(self, old: Scope, new: Scope) -> None:
        """Carry over one scope and all that runs in it."""
        _carry_data(old, new)
        new.done = [*new.done, *old.done]
        for token in old.tasks.values():
            inner = dissolved(token, new.spec)
            if inner is not None:
                new.data = {**inner.data, **new.data}
                new.done = [*new.done, *inner.done]
        kept = self._keep_all(old, new)
        lost: dict[str, set[str]] = {}
        for token, own in standing(old, new.spec):
            move = self.moves.get(token.key)
            if token.key not in kept:
                self._withdraw(token)
                if token.on_watch:
                    lost.setdefault(token.internal.host, set()).add(token.task_spec.name)
            if move is not None and move.act == "move" and not token.on_watch:
                self._move(token, own, new, move)
        event_gateways.join(old, new, kept)
        for token in list(new.tasks.values()):
            if token.key in kept:
                self._meet_new(token, old, lost.get(token.key, set()))
        before = set(old.spec.watchers) - lost.get("", set())
        for name in new.spec.watchers:
            if name not in before and new.spec.task_specs[name].armed:
                new.watch(name)
        self.carried.append(new)

    def finish(self) -> None:
        """Go on undoing where a handler is gone; end the scopes in which nothing is left to do, innermost first."""
        compensation.resume(self.instance)
        for scope in self.carried:
            running = scope.host is None or self.instance.subprocesses.get(scope.host.id) is scope
            if running and scope.idle:
                scope.close_if_idle()

    def _keep_all(self, old: Scope, new: Scope) -> set[str]:
        kept: set[str] = set()
        for token, _own_scope in standing(old, new.spec):
            move = self.moves.get(token.internal.iteration_of or token.key)
            host = token.internal.host
            if move is not None and move.act == "keep" and (not host or host in kept):
                kept.add(token.key)
                self._keep(token, self._home(token, old, new))
        return kept

    def _home(self, token: Token, old: Scope, new: Scope) -> Scope:
        """Where a kept token stands now: in the scope itself, or in a sub-process that came to be around its step."""
        around = wrapped(old.spec, new.spec, self.instance.definition, token.task_spec.name)
        if around is None:
            return new
        place = (id(new), around.name)
        if place not in self.wrapped:
            host = Token(new, around, TaskState.STARTED)
            self.wrapped[place] = SubScope(self.instance.subprocess_specs[around.inner], host)
            self.instance.subprocesses[host.id] = self.wrapped[place]
            self.carried.append(self.wrapped[place])
        return self.wrapped[place]

    def _keep(self, token: Token, scope: Scope) -> None:
        """The same token, with its id, data, timers and rounds, in the new version."""
        at = scope.spec.task_specs[token.task_spec.name]
        twin = Token(scope, at, token._state, UUID(hex=token.id.hex), token.internal.copy())
        twin.own, twin.wrote, twin.saw = _own(token, at), token.wrote, token.saw
        if twin.is_open:
            self.instance.announced.add(twin.id)
        if isinstance(at, Join) and twin.internal.arrived is not None:
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
        """Have the work go on at the next step that is there."""
        if not move.to:
            return
        target = step(new.spec, move.to)
        assert target is not None
        via, again = "", token.task_spec.name == target.name
        if isinstance(target, Join) and len(target.incoming) > 1 and not again:
            taken = {flow for t in new.tasks.values() if t.task_spec is target for flow in t.internal.arrived or ()}
            via = way_in(old.spec, new.spec, token.task_spec.name, target.name, taken) or target.incoming[0]
        child = new.spawn(target.name, via)
        if again and token.internal.race:
            child.internal.race = token.internal.race
        target._update(child)

    def _meet_new(self, token: Token, old: Scope, lost: set[str]) -> None:
        """Let a kept token meet what is new round its step: other ways into a join, new boundary events."""
        at = token.task_spec
        if isinstance(at, Join) and token._state == TaskState.WAITING and token.internal.arrived is not None:
            reconsider(token, at)
            return
        was = step(old.spec, at.name)
        watched = token._state & (TaskState.READY | TaskState.WAITING | TaskState.STARTED)
        if was is None or token.on_watch or not watched:
            return
        for boundary in event_subprocesses.fresh(at, was, token.workflow.spec, lost):
            if not at.is_watched_by(boundary, token):
                continue
            watcher = token.workflow.spawn(boundary.name)
            watcher.internal.host = token.key
            boundary.begin(watcher)


def _carry_data(old: Scope, new: Scope) -> None:
    """What belonged to a scope belongs to it still; what no longer does goes to the scope round it, if it is not there.

    A call that begins to keep its data apart starts with all that was known in it.
    """
    host = new.host
    if host is None or not isinstance(new, SubScope):
        new.data = {**new.data, **(old.data if old.apart else {})}
        return
    if new.apart:
        new.data = dict(old.data if old.apart else host.data)
        new.touched = set(old.touched) if isinstance(old, SubScope) else set()
        return
    known = host.data
    stays = {name: value for name, value in old.data.items() if name in new.spec.own_names}
    new.data = {**new.data, **stays}
    host.put({name: value for name, value in old.data.items() if name not in stays and name not in known})


def _own(token: Token, at: Step) -> Mapping[str, Any]:
    """What only a round knows, its item under the name that it has now."""
    was, now = token.task_spec.loop, at.loop
    if was is None or now is None or was.input_data_item not in token.own:
        return token.own
    before, after = was.input_data_item, now.input_data_item or was.input_data_item
    return {after if name == before else name: value for name, value in token.own.items()}
