"""Events that the process brings about (BPMN 10.5): sending, raising, undoing, ending."""

from __future__ import annotations

from contextlib import suppress

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime import call_activity, compensation
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.steps.catch_events import Catch, Event, interrupt
from processes.engine.runtime.token import ScopeProtocol, Token
from processes.engine.values import Json, Thrown
from processes.errors import EngineError, StepFailed
from processes.messages import _


class Throw(Step):
    """Sends a message or signal, raises an error, undoes earlier work, or ends the process."""

    events: tuple[Event, ...] = ()

    def act(self, token: Token) -> bool | None:
        """Do what the event says; what is undone takes its time."""
        waits = False
        for event in self.events:
            if event.kind in ("message", "signal"):
                _send(token, event)
            elif event.kind in ("error", "escalation"):
                self._raise(token, event)
            elif event.kind == "terminate":
                _drop_others(token)
            elif event.kind == "cancel":
                _drop_others(token)
                waits = compensation.begin(token, "") or waits
            elif event.kind == "compensate":
                waits = compensation.begin(token, event.about) or waits
        return None if waits else True

    def leave(self, token: Token) -> None:
        """Go on; a cancelled transaction is left by the event on its border."""
        cancel = next((event for event in self.events if event.kind == "cancel"), None)
        if cancel is None or not raise_at(token, cancel):
            super().leave(token)

    def _raise(self, token: Token, event: Event) -> None:
        if raise_at(token, event):
            return
        top = token.workflow.top_workflow
        if event.kind == "error" and top.definition.mode == "executable":
            raise StepFailed(uncaught(event.code or event.name), error=event.code)
        top.thrown.append(Thrown(event.kind, event.code, dict(token.data), {}))


def uncaught(code: str) -> str:
    """Say that nobody catches an error, in this process or where it was called, and what can be done."""
    return _(
        "Expected somebody to catch the error “{code}”, but nobody does, here or where this was called. The case "
        "stands here. Add an event that catches it and try again, or move the work on by hand.",
        code=code,
    )


def _drop_others(token: Token) -> None:
    for other in list(token.workflow.tasks.values()):
        if other is not token:
            token.workflow.drop(other)


def _send(token: Token, event: Event) -> None:
    top = token.workflow.top_workflow
    payload = dict(token.data)
    correlation = {name: token.data.get(field) for name, field in event.correlation}
    receivers = [t for t in top.tokens() if _waits_for(t, event)]
    if event.kind == "message":
        receivers = [t for t in receivers if _correlates(t.task_spec.correlation(t), correlation)][:1]
    for receiver in receivers:
        if receiver._state == TaskState.WAITING:
            receiver.task_spec.fire(receiver, payload)
    if event.kind == "signal" or not receivers:
        top.thrown.append(Thrown(event.kind, event.name, payload, correlation, event.kept))


def _waits_for(token: Token, event: Event) -> bool:
    step = token.task_spec
    if token._state != TaskState.WAITING or not isinstance(step, Catch):
        return False
    waiting = step.event_of(token)
    return (waiting.kind, waiting.name) == (event.kind, event.name)


def _correlates(wanted: Json, given: Json) -> bool:
    """Whether a message with these keys is for one who waits with those (BPMN 8.4.2); unknown keys hinder nobody."""
    return all(None in (value, given.get(key)) or value == given.get(key) for key, value in wanted.items())


def raise_at(token: Token, event: Event) -> bool:
    """Have the nearest boundary event or event sub-process that catches it take over; False if none does."""
    scope = token.workflow
    if _on_border(token, token, event, []):
        return True
    handling, left = False, list[ScopeProtocol]()
    while True:
        if not handling and _beside(scope, token, event, left):
            return True
        if scope.host is None:
            return False
        left.append(scope)
        if _on_border(scope.host, token, event, left):
            return True
        handling = scope.host.task_spec.is_event_subprocess
        scope = scope.host.workflow


def _beside(scope: ScopeProtocol, token: Token, event: Event, left: list[ScopeProtocol]) -> bool:
    """Start the event sub-process of a scope that catches this, if it has one."""
    name = _catcher(scope, scope.spec.watchers, event)
    if name is None:
        return False
    _bring(left)
    _begin(scope.spawn(name), event, token)
    return True


def _on_border(host: Token, token: Token, event: Event, left: list[ScopeProtocol]) -> bool:
    """Fire the boundary event of an activity that catches this, if it has one."""
    scope = host.workflow
    name = _catcher(scope, host.task_spec.boundary, event)
    if name is None:
        return False
    _bring(left)
    fired = scope.spawn(name)
    fired.saw = host.own
    if scope.spec.task_specs[name].interrupts:
        interrupt(host)
    _begin(fired, event, token)
    return True


def _bring(left: list[ScopeProtocol]) -> None:
    """Have who catches know what the calls on the way take back, where it can be worked out of what is there so far."""
    for scope in left:
        if scope.host is not None and scope.is_call:
            with suppress(EngineError):
                scope.host.write(call_activity.answers(scope))


def _catcher(scope: ScopeProtocol, names: list[str], event: Event) -> str | None:
    """Of these catching events the one of the same code, else one for all codes."""
    for code in dict.fromkeys((event.code, "")):
        for name in names:
            step = scope.spec.task_specs[name]
            if not step.manual and any(e.kind == event.kind and e.code == code for e in step.events):
                return name
    return None


def _begin(token: Token, event: Event, source: Token) -> None:
    """Start who catches; at once, if what raised would go on otherwise."""
    caught = [e for e in token.task_spec.events if e.kind == event.kind and e.variable]
    token.write({e.variable: event.code for e in caught[:1]})
    token._state = TaskState.READY
    if source.task_spec.outgoing:
        token.workflow.top_workflow.run(token)
    else:
        token.workflow.top_workflow.queue.append(token)
