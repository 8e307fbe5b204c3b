"""Events: waiting for time and messages, sending, raising errors, ending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from processes.engine import timers
from processes.engine.compile.steps import Step
from processes.engine.errors import EngineError, StepFailed
from processes.engine.run.token import Token
from processes.engine.values import Json, Thrown


@dataclass(frozen=True, slots=True)
class Event:
    """What an event is about: a timer, message, signal, error, escalation, cancel or terminate."""

    kind: str
    name: str = ""
    code: str = ""
    time_kind: str = ""
    time: str = ""
    expression: str = ""
    correlation: tuple[tuple[str, str], ...] = ()


class Catch(Step):
    """Waits for its time, message or signal."""

    event: Event = Event("none")
    armed = True

    def begin(self, token: Token) -> None:
        """Start to wait."""
        token._state = TaskState.WAITING
        if self.event.kind == "timer":
            self._set_timer(token)

    def _set_timer(self, token: Token) -> None:
        top = token.workflow.top_workflow
        try:
            text = self.event.time or str(top.definition.sandbox.evaluate(self.event.expression, token.data))
            due = timers.first_due(self.event.time_kind, text, top.now)
        except EngineError as error:
            top.fail(token, error.words)
        except (ValueError, OverflowError) as error:
            top.fail(token, str(error))
        else:
            token.internal_data.update(due=due.at.isoformat(), left=due.left, every=due.every)

    def due(self, token: Token) -> datetime | None:
        """When the timer of a waiting token fires."""
        text = token.internal_data.get("due")
        return datetime.fromisoformat(text) if text and token._state == TaskState.WAITING else None

    def fire(self, token: Token, payload: Json) -> None:
        """What it waited for has happened."""
        token.write(payload)
        again = self.event.kind == "timer" and token.internal_data.get("left", 0) != 0
        if again and not self.interrupts:
            self._fire_again(token)
        else:
            token.internal_data.pop("due", None)
            token._state = TaskState.READY
            token.workflow.top_workflow.queue.append(token)

    def _fire_again(self, token: Token) -> None:
        twin = token.workflow.spawn(self.name, token)
        twin._state = TaskState.READY
        token.workflow.top_workflow.queue.append(twin)
        left = token.internal_data["left"]
        due = timers.after(token.internal_data["every"], datetime.fromisoformat(token.internal_data["due"]))
        token.internal_data.update(due=due.isoformat(), left=None if left is None else left - 1)

    interrupts = True

    def act(self, token: Token) -> bool | None:
        """Win the race, if it is one."""
        race = token.internal_data.get("race")
        if race:
            for other in [t for t in token.workflow.tasks.values() if t is not token]:
                if other.internal_data.get("race") == race and other._state == TaskState.WAITING:
                    token.workflow.drop(other)
        return True

    def correlation(self, token: Token) -> Json:
        """The values that a message must have to come here."""
        return {name: token.data.get(field) for name, field in self.event.correlation}


class Boundary(Catch):
    """An event on the border of an activity; `armed` ones watch as long as the activity is open."""

    def begin(self, token: Token) -> None:
        """Watch, or offer itself to people."""
        if self.manual:
            token._ready()
        else:
            super().begin(token)

    def act(self, token: Token) -> bool | None:
        """Interrupt the activity, if the event does."""
        top = token.workflow.top_workflow
        host = top.find(token.internal_data.get("host", ""))
        if host is not None:
            inner = top.subprocesses.get(host.id)
            if inner is not None:
                inner.tell(token)
            if self.interrupts:
                del token.internal_data["host"]
                host.workflow.drop(host)
        return True


class Watcher(Boundary):
    """Waits for the event that starts an event sub-process, as long as the scope round it runs."""

    def act(self, token: Token) -> bool | None:
        """Start the event sub-process: instead of all else, or besides it and ready for the next time."""
        scope = token.workflow
        scope.tell(token)
        token.internal_data.pop("watch", None)
        if self.interrupts:
            for other in [t for t in scope.tasks.values() if t is not token]:
                scope.drop(other)
        elif self.armed:
            scope.watch(self.name, token)
        return True


class Throw(Step):
    """Sends a message or signal, raises an error, or ends the process."""

    events: tuple[Event, ...] = ()

    def act(self, token: Token) -> bool | None:
        """Do what the event says."""
        for event in self.events:
            if event.kind in ("message", "signal"):
                _send(token, event)
            elif event.kind in ("error", "escalation", "cancel"):
                if not raise_at(token, event) and event.kind == "error" and token.task_spec.leaving:
                    raise StepFailed(f"Expected somebody to catch the error “{event.code}”, but nobody does.")
            elif event.kind == "terminate":
                for other in list(token.workflow.tasks.values()):
                    if other is not token:
                        token.workflow.drop(other)
        return True


def _send(token: Token, event: Event) -> None:
    top = token.workflow.top_workflow
    payload = dict(token.data)
    receivers = [t for t in top.tokens() if _waits_for(t, event)]
    if event.kind == "message":
        receivers = receivers[:1]
    for receiver in receivers:
        receiver.task_spec.fire(receiver, payload)
    if event.kind == "signal" or not receivers:
        correlation = {name: token.data.get(field) for name, field in event.correlation}
        top.thrown.append(Thrown(event.kind, event.name, payload, correlation))


def _waits_for(token: Token, event: Event) -> bool:
    waiting: Event | None = getattr(token.task_spec, "event", None)
    return (
        waiting is not None
        and token._state == TaskState.WAITING
        and (waiting.kind, waiting.name) == (event.kind, event.name)
    )


def raise_at(token: Token, event: Event) -> bool:
    """Have the nearest boundary event or event sub-process that catches it take over; False if none does."""
    scope = token.workflow
    if _on_border(token, token, event):
        return True
    while True:
        for name in scope.spec.watchers:
            watcher = scope.spec.task_specs[name]
            if not watcher.armed and _catches(watcher.event, event):
                _begin(scope.spawn(name, token))
                return True
        if scope.host is None:
            return False
        if _on_border(scope.host, token, event):
            return True
        scope = scope.host.workflow


def _on_border(host: Token, token: Token, event: Event) -> bool:
    """Fire the boundary event of an activity that catches this, if it has one."""
    scope = host.workflow
    for name in host.task_spec.boundary:
        boundary = scope.spec.task_specs[name]
        if not boundary.armed and _catches(boundary.event, event):
            fired = scope.spawn(name, token)
            if boundary.interrupts:
                scope.drop(host)
            _begin(fired)
            return True
    return False


def _catches(waiting: Event, raised: Event) -> bool:
    return waiting.kind == raised.kind and waiting.code in ("", raised.code)


def _begin(token: Token) -> None:
    token._state = TaskState.READY
    token.workflow.top_workflow.queue.append(token)
