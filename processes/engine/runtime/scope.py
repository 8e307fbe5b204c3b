"""An instance and its sub-processes: who stands where, and what the engine still has to do by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime import call_activity, conditional_events, multi_instance
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.compiled.step_spec import StepSpec
from processes.engine.runtime.effort import A_STEP, Effort
from processes.engine.runtime.listeners import run_interrupted
from processes.engine.runtime.token import ScopeProtocol, Token
from processes.engine.values import StepEvent, Thrown
from processes.errors import EngineError, StepFailed
from processes.expressions import language
from processes.messages import _

MOST_STEPS = 20_000
MOST_TOKENS = 5_000


class Scope:
    """What an instance and a running sub-process have in common: it ends when no token is left in it (BPMN 13.3.4)."""

    tasks: dict[UUID, Token]
    spec: Any
    data: Mapping[str, Any]
    top_workflow: Instance
    host: Token | None
    done: list[dict[str, Any]]
    touched: set[str]
    apart = is_pool = is_call = False

    def put(self, values: Mapping[str, Any]) -> None:
        """Set fields: those that belong to this scope here, the others in the scope round it."""
        host = self.host
        if host is None or self.apart:
            self.data = {**self.data, **values}
            return
        names = self.spec.own_names
        mine = {name: value for name, value in values.items() if name in names or name in self.data}
        if mine:
            self.data = {**self.data, **mine}
            values = {name: value for name, value in values.items() if name not in mine}
        if values:
            host.put(values)

    def spawn(self, name: str, via: str = "") -> Token:
        """A new token on a step."""
        if len(self.tasks) >= MOST_TOKENS:
            raise StepFailed(_("more than {most} steps would be open at once", most=MOST_TOKENS))
        token = Token(self, self.spec.task_specs[name])
        if via:
            token.internal.via = via
        return token

    def drop(self, token: Token) -> None:
        """Forget a token and whatever hangs on it: its sub-process, its boundary events, its rounds."""
        if self.tasks.pop(token.id, None) is None:
            return
        top, state = self.top_workflow, token._state
        if token.id in top.announced and state != TaskState.COMPLETED:
            top.closed.append(token.key)
            if not token.on_watch:
                top.record("task_withdrawn", token.task_spec, token)
        if token._state != TaskState.COMPLETED:
            token._state = TaskState.CANCELLED
        inner = top.subprocesses.pop(token.id, None)
        if inner is not None:
            inner.clear()
        key = token.key
        for other in list(self.tasks.values()):
            if key in (other.internal.host, other.internal.iteration_of):
                self.drop(other)
        if token.task_spec.listeners:
            run_interrupted(token, state)

    def clear(self) -> None:
        """Drop all tokens."""
        for token in list(self.tasks.values()):
            self.drop(token)

    def enter(self) -> None:
        """Put a token on every entry of the graph."""
        for name in self.spec.watchers:
            if self.spec.task_specs[name].armed:
                self.watch(name)
        for name in self.spec.start_nodes:
            token = self.spawn(name)
            token.task_spec._update(token)

    def watch(self, name: str) -> None:
        """Have a token wait for what starts an event sub-process."""
        watcher = self.spawn(name)
        watcher.internal.watches_scope = True
        watcher.task_spec.begin(watcher)

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do here; what only watches does not count."""
        return all(token.internal.watches_scope for token in self.tasks.values())

    def close_if_idle(self) -> None:
        """End the scope if nothing is left to do in it."""
        top = self.top_workflow
        if self.idle and (self.host is None or top.subprocesses.get(self.host.id) is self):
            if self.spec.closing:
                last = self.spawn(self.spec.closing)
                last.task_spec.enter(last)
            else:
                top.finished(self)


class Instance(Scope, BpmnWorkflow):  # type: ignore[misc]
    """A running case: its scopes, and a queue of what can go on without anybody."""

    def __init__(self, definition: Definition, now: datetime) -> None:
        self.definition = definition
        self.now = now
        self.host = None
        self.done = []
        self.touched = set()
        self.write_clock = 0
        self.queue: deque[Token] = deque()
        self.log: list[StepEvent] = []
        self.opened: list[UUID] = []
        self.timers_set: list[Token] = []
        self.announced: set[UUID] = set()
        self.closed: list[str] = []
        self.thrown: list[Thrown] = []
        self.wanted_start: str | None = None
        self.effort: Effort | None = None
        BpmnWorkflow.__init__(self, definition.spec, definition.scopes, definition.engine, deserializing=True)

    def scopes(self) -> list[Scope]:
        """The instance itself and all its running sub-processes."""
        return [self, *self.subprocesses.values()]

    def tokens(self) -> list[Token]:
        """All live tokens."""
        return [token for scope in self.scopes() for token in scope.tasks.values()]

    def find(self, key: str) -> Token | None:
        """The live token with this id."""
        try:
            wanted = UUID(key)
        except ValueError:
            return None
        return next((s.tasks[wanted] for s in self.scopes() if wanted in s.tasks), None)

    def record(self, event: str, step: StepSpec, token: Token | None = None, **detail: Any) -> None:
        """Write a line of the history; what helper steps of the import do is not part of it, unless it goes wrong."""
        helper = not step.bpmn_id or step.bpmn_id.startswith("stepwell_")
        if not helper or event == "incident":
            key = token.key if token is not None else None
            name = step.bpmn_name if event == "step_passed" else step.called
            self.log.append(StepEvent(event, step.shown_at or step.bpmn_id, name or "", key, detail))

    def open(self, token: Token) -> None:
        """A token now waits for a person or a worker."""
        self.opened.append(token.id)
        self.announced.add(token.id)

    def drive(self) -> None:
        """Do all that needs nobody; returns when only people, events or time can bring the instance on."""
        steps = 0
        while True:
            while self.queue:
                token = self.queue.popleft()
                if token._state != TaskState.READY or token.workflow.tasks.get(token.id) is not token:
                    continue
                steps += 1
                if steps > MOST_STEPS:
                    words = _(
                        "more than {most} steps were taken without anybody: it goes round for ever", most=MOST_STEPS
                    )
                    self.fail(token, words)
                    self.queue.clear()
                    return
                self.spend(A_STEP)
                self.run(token)
            if not self._let_waiting_go_on():
                return

    def spend(self, work: int) -> None:
        """Count so much work; raises TooLarge where the work is bounded and this is more."""
        if self.effort is not None:
            self.effort.spend(work)

    def run(self, token: Token) -> None:
        """Carry out one step; what goes wrong becomes an incident and the token stays."""
        try:
            Token.run(token)
        except EngineError as error:
            self.fail(token, error.words, error.at, **error.detail)

    def fail(self, token: Token, words: str, at: tuple[int, str] | None = None, **detail: str) -> None:
        """Leave a token where it is, as an incident; `at` says what of a script or expression failed."""
        token._state, token.internal.error, token.internal.failed_at = TaskState.ERROR, words, at and [*at]
        if "error" in detail:
            token.internal.code = detail["error"]
        self.record("incident", token.task_spec, token, words=words, **detail)

    def evaluate(self, expression: str, token: Token, more: dict[str, Any] | None = None) -> Any:
        """The value of an expression where a token stands: what is known there, and how its rounds stand."""
        facts = {**token.data, **multi_instance.facts(token), **(more or {})}
        if language.needs_clock(expression):
            words = _("The time was taken as {moment}.", moment=self.now.isoformat(timespec="seconds"))
            self.record("clock_read", token.task_spec, token, words=words)
        return self.definition.sandbox.evaluate(expression, facts, self.now)

    def _let_waiting_go_on(self) -> bool:
        """Let conditions that hold now take effect, and inclusive joins go on that nothing more can reach."""
        tokens = self.tokens()
        self.spend(len(tokens))
        if conditional_events.check(self, tokens):
            return True
        waiting = [t for t in tokens if t._state == TaskState.WAITING and t.task_spec.waits_for_all]
        for token in waiting:
            if token.task_spec.may_go_on(token):
                token.task_spec.go_on(token)
                return True
        if waiting and len(waiting) == sum(1 for t in tokens if t.id not in self.subprocesses and not t.on_watch):
            waiting[0].task_spec.go_on(waiting[0])
            return True
        return False

    def finished(self, scope: ScopeProtocol) -> None:
        """A scope has no token left: its activity is done, or the whole instance."""
        scope.clear()
        if scope.host is None:
            self.completed = True
            return
        host = scope.host
        if scope.is_call and not host.internal.compensates:
            try:
                host.write(call_activity.answers(scope))
            except EngineError as error:
                self.fail(host, error.words, error.at)
                return
        self.subprocesses.pop(host.id, None)
        host.ended = scope
        host.complete()
