"""A token: one place where an instance stands; finished ones are forgotten, so an instance stays small."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.compiled.step_spec import StepSpec
from processes.engine.runtime.token_state import TokenState
from processes.engine.values import StepEvent, Thrown

NOTHING: Mapping[str, Any] = MappingProxyType({})


class ScopeProtocol(Protocol):
    """What tokens and steps ask of the process or sub-process round them; `Scope` is what does it."""

    tasks: dict[UUID, Token]
    spec: Any
    data: Mapping[str, Any]
    done: list[dict[str, Any]]
    touched: set[str]
    apart: bool
    is_pool: bool
    is_call: bool

    @property
    def host(self) -> Token | None:
        """The token of the activity in which this runs."""

    @property
    def top_workflow(self) -> InstanceProtocol:
        """The whole instance."""

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do here."""

    def put(self, values: Mapping[str, Any]) -> None:
        """Set fields here, or further out where they belong there."""

    def spawn(self, name: str, via: str = "") -> Token:
        """A new token on a step."""

    def drop(self, token: Token) -> None:
        """Forget a token and whatever hangs on it."""

    def clear(self) -> None:
        """Drop all tokens."""

    def enter(self) -> None:
        """Put a token on every start node."""

    def watch(self, name: str) -> None:
        """Have a token wait for what starts an event sub-process."""

    def close_if_idle(self) -> None:
        """End the scope if nothing is left to do in it."""


class InstanceProtocol(ScopeProtocol, Protocol):
    """What tokens and steps ask of the whole running case; `Instance` is what does it."""

    definition: Definition
    now: datetime
    write_clock: int
    queue: deque[Token]
    log: list[StepEvent]
    announced: set[UUID]
    timers_set: list[Token]
    closed: list[str]
    thrown: list[Thrown]
    subprocesses: dict[UUID, Any]
    subprocess_specs: dict[str, Any]

    def tokens(self) -> list[Token]:
        """All live tokens."""

    def find(self, key: str) -> Token | None:
        """The live token with this id."""

    def record(self, event: str, step: StepSpec, token: Token | None = None, **detail: Any) -> None:
        """Write a line of the history."""

    def open(self, token: Token) -> None:
        """A token now waits for a person or a worker."""

    def run(self, token: Token) -> None:
        """Carry out one step; what goes wrong becomes an incident."""

    def fail(self, token: Token, words: str, at: tuple[int, str] | None = None, **detail: str) -> None:
        """Leave a token where it is, as an incident."""

    def evaluate(self, expression: str, token: Token, more: dict[str, Any] | None = None) -> Any:
        """The value of an expression where a token stands."""

    def finished(self, scope: ScopeProtocol) -> None:
        """A scope has no token left: its activity is done, or the whole instance."""


class Token(Task):  # type: ignore[misc]
    """A live task. It carries no data but its own: fields are read from the scopes round it, and written into them.

    `own` is what only this step knows, since it was mapped into it, or only this round (or undoing) of one; `wrote` is
    what was written in it, kept where that can be undone; `saw` what was written in the work that it undoes, or mapped
    into the one at whose border it is. `ended` is the scope of a sub-process, from the moment it ends until its step is
    completed.
    """

    workflow: ScopeProtocol
    internal: TokenState
    own: Mapping[str, Any] = NOTHING
    wrote: Mapping[str, Any] = NOTHING
    saw: Mapping[str, Any] = NOTHING
    ended: ScopeProtocol | None = None

    def __init__(
        self, scope: ScopeProtocol, step: Any, state: int = TaskState.FUTURE, id: UUID | None = None,
        internal: TokenState | None = None,
    ) -> None:  # fmt: skip
        super().__init__(scope, step, state=state, id=id)
        self.internal = TokenState() if internal is None else internal

    @property
    def key(self) -> str:
        """The id as text, the same after every save and restore."""
        return str(self.id)

    @property
    def data(self) -> Mapping[str, Any]:
        """All fields that are known here, of each the innermost one; to be read only."""
        scope = self.workflow
        alone = scope.host is None and not self.own and not self.saw and self.ended is None
        if alone and not self.internal.host:
            return scope.data
        found = self._visible_data()
        if len(found) == 1:
            return found[0]
        known = dict(found[0])
        for fields in found[1:]:
            known |= {name: value for name, value in fields.items() if name not in known}
        return known

    @data.setter
    def data(self, value: Mapping[str, Any]) -> None:
        """SpiffWorkflow gives every task data of its own; a token has none."""

    def _visible_data(self) -> list[Mapping[str, Any]]:
        """Where fields are looked for, from the inside to the outside."""
        found: list[Mapping[str, Any]] = []
        if self.ended is not None and not self.ended.apart:
            found.append(self.ended.data)
        watched = self.workflow.top_workflow.find(self.internal.host)
        if watched is not None:
            found.append(watched.own)
        at: Token | None = self
        while at is not None:
            found += [at.own, at.saw, at.workflow.data]
            at = None if at.workflow.apart else at.workflow.host
        return [fields for fields in found if fields] or [{}]

    def unset(self) -> set[str]:
        """The fields that belong to what is round this and have no value there yet: what is read is one further out."""
        found: set[str] = set()
        at: Token | None = self
        while at is not None:
            if at.internal.is_iteration:
                found |= at.task_spec.own_names - at.own.keys()
            scope = at.workflow
            at = None if scope.apart else scope.host
            if at is not None:
                found |= scope.spec.own_names - scope.data.keys()
        return found

    @property
    def is_open(self) -> bool:
        """Whether a person (or a worker) can do this now."""
        step = self.task_spec
        if step.manual:
            return bool(self._state == TaskState.READY)
        return bool(step.service) and bool(self._state == TaskState.STARTED) and self.internal.iterations is None

    @property
    def on_watch(self) -> bool:
        """Whether this only waits for something that may happen besides the work."""
        return bool(self.internal.host or self.internal.watches_scope)

    def _set_state(self, value: int) -> None:
        self._state = value

    def write(self, values: Mapping[str, Any]) -> None:
        """Set fields, each in the scope that it belongs to."""
        if values:
            self.workflow.top_workflow.write_clock += 1
            self.put(values)

    def give(self, values: Mapping[str, Any]) -> None:
        """Set fields as what comes of the step: outside, too, what was mapped into it; a round keeps its item."""
        out = {name: value for name, value in values.items() if name in self.task_spec.mapped}
        self.workflow.top_workflow.write_clock += 1
        self.put({name: value for name, value in values.items() if name not in out})
        if out:
            self._put_outside(out)

    def put(self, values: Mapping[str, Any]) -> None:
        """Set fields that are written here or inside: its own ones here, the others further out."""
        names = self.task_spec.own_names if self.internal.is_iteration else ()
        mine = {name: value for name, value in values.items() if name in self.own or name in names}
        if mine:
            self.own = {**self.own, **mine}
            values = {name: value for name, value in values.items() if name not in mine}
        self._put_outside(values)

    def _put_outside(self, values: Mapping[str, Any]) -> None:
        if self.task_spec.undoable and (self.internal.is_iteration or self.task_spec.loop is None):
            self.wrote = {**self.wrote, **values}
        if self.saw:
            self.saw = {**self.saw, **{name: value for name, value in values.items() if name in self.saw}}
        if values:
            self.workflow.put(values)
