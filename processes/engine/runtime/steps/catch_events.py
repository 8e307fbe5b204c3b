"""Events to wait for (BPMN 10.5, 13.5.2): time, messages, signals and conditions, one of several or all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime import compensation
from processes.engine.runtime.listeners import hear
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.token import Token
from processes.engine.values import Json
from processes.errors import EngineError, words_of
from processes.schedule import timers

WAITED = frozenset(("timer", "message", "signal", "condition"))


@dataclass(frozen=True, slots=True)
class Event:
    """What an event is about: a timer, message, signal, condition, error, escalation, compensate, cancel, terminate."""

    kind: str
    name: str = ""
    code: str = ""
    time_kind: str = ""
    time: str = ""
    expression: str = ""
    correlation: tuple[tuple[str, str], ...] = ()
    zone: str = ""
    about: str = ""
    variable: str = ""
    kept: str = ""


NONE = Event("none")
SEVERAL = Event("several")


class Catch(Step):
    """Waits for its time, message, signal or condition.

    With several events, a token waits and has a *part* wait for each of them: the first one counts, or (with `every`)
    the last one.
    """

    event: Event = NONE
    events: tuple[Event, ...] = ()
    every = False
    armed = True
    interrupts = True

    def event_of(self, token: Token) -> Event:
        """What this token waits for."""
        part = token.internal.event_index
        if part is not None:
            return self.events[part] if part < len(self.events) else NONE
        return SEVERAL if len(self.events) > 1 else self.event

    def begin(self, token: Token) -> None:
        """Start to wait; along a flow by which it has `come` already, go on."""
        if token.internal.via in self.come:
            super().begin(token)
            return
        token._state = TaskState.WAITING
        if len(self.events) < 2 or token.internal.event_index is not None:
            self._wait(token)
            return
        for number, event in enumerate(self.events):
            if event.kind in WAITED:
                part = token.workflow.spawn(self.name)
                part.own = token.own
                part._state = TaskState.WAITING
                part.internal.host, part.internal.event_index = token.key, number
                part.internal.watches_scope = token.internal.watches_scope
                self._wait(part)

    def _wait(self, token: Token) -> None:
        event = self.event_of(token)
        token.internal.condition_asked = None
        if event.kind != "timer":
            return
        top = token.workflow.top_workflow
        try:
            text = event.time or str(top.evaluate(event.expression, token))
            due = timers.first_due(event.time_kind, text, top.now, event.zone)
        except EngineError as error:
            top.fail(token, error.words, error.at)
        except (ValueError, OverflowError) as error:
            top.fail(token, words_of(error))
        else:
            self._set_timer(token, due)

    def _set_timer(self, token: Token, due: timers.Due) -> None:
        """Have the timer of a token ring at this time."""
        token.internal.timer = due
        token.workflow.top_workflow.timers_set.append(token)

    def due(self, token: Token) -> datetime | None:
        """When the timer of a waiting token fires."""
        timer = token.internal.timer
        return timer.at if timer is not None and token._state == TaskState.WAITING else None

    def fire(self, token: Token, payload: Json) -> None:
        """What it waited for has happened."""
        again = not self.interrupts and self._again(token)
        if token.internal.event_index is None:
            self._go(token, payload, again)
            return
        scope = token.workflow
        whole = scope.top_workflow.find(token.internal.host)
        if not again or self.every:
            scope.drop(token)
        if whole is None:
            return
        waits = bool(_parts(whole))
        if self.every and waits:
            whole.write(payload)
        else:
            self._go(whole, payload, waits and not self.interrupts)

    def _again(self, token: Token) -> bool:
        """Whether the same token waits on for the next time."""
        if self.event_of(token).kind != "timer":
            return True
        due = timers.next_due(token.internal.timer) if token.internal.timer is not None else None
        if due is not None:
            self._set_timer(token, due)
        return due is not None

    def _go(self, token: Token, payload: Json, again: bool) -> None:
        """Have the token go on, or a twin of it while it waits for the next time."""
        scope = token.workflow
        if again:
            twin = scope.spawn(self.name)
            twin.own = token.own
            twin.internal.host, twin.internal.watches_scope = token.internal.host, token.internal.watches_scope
            token = twin
        else:
            token.internal.timer = None
            for other in [*_parts(token), *_rivals(token)]:
                scope.drop(other)
        self.on_arrival(token)
        token.write(payload)
        token._state = TaskState.READY
        scope.top_workflow.queue.append(token)

    def on_arrival(self, token: Token) -> None:
        """A place for events that know more than what is round them."""

    def correlation(self, token: Token) -> Json:
        """The values that a message must have to come here (BPMN 8.4.2)."""
        return {name: token.data.get(field) for name, field in self.event_of(token).correlation}


class Boundary(Catch):
    """An event on an activity's border (BPMN 10.5.4, 13.5.3); `armed` ones watch as long as the activity is open."""

    def begin(self, token: Token) -> None:
        """Watch, or offer itself to people."""
        if self.manual:
            token._ready()
        else:
            super().begin(token)

    def on_arrival(self, token: Token) -> None:
        """Know what was mapped into the activity until the event is done; what is written goes outside."""
        host = token.workflow.top_workflow.find(token.internal.host)
        token.saw = host.own if host is not None else token.saw

    def act(self, token: Token) -> bool | None:
        """Carry out listeners for the time that a task takes, as the task itself; interrupt it, if the event does."""
        top = token.workflow.top_workflow
        host = top.find(token.internal.host)
        if host is None:
            return True
        try:
            hear(self.listeners, host, "timeout")
        except EngineError:
            token.internal.failed_after = "timeout"
            raise
        token.internal.host = ""
        if self.interrupts:
            interrupt(host)
        elif self.manual and self.ask != "timer":
            again = token.workflow.spawn(self.name)
            again.internal.host = host.key
            self.begin(again)
        return True

    def again(self, token: Token) -> None:
        """Carry listeners for the time of a task out that failed, without waiting for the time once more."""
        if token.internal.failed_after != "timeout":
            super().again(token)
            return
        token.internal.failed_after = ""
        token._state = TaskState.READY
        token.workflow.top_workflow.queue.append(token)


class Watcher(Boundary):
    """Waits for what starts an event sub-process (BPMN 10.3.5, 13.5.4), as long as the scope round it runs."""

    def act(self, token: Token) -> bool | None:
        """Start the event sub-process: instead of all else, or besides it."""
        scope = token.workflow
        token.internal.watches_scope = False
        if self.interrupts:
            for other in [t for t in scope.tasks.values() if t is not token]:
                scope.drop(other)
        elif self.manual and self.ask != "timer":
            scope.watch(self.name)
        return True


def _parts(whole: Token) -> list[Token]:
    """What still waits for one of several events."""
    tokens = whole.workflow.tasks.values()
    return [t for t in tokens if t.internal.event_index is not None and t.internal.host == whole.key]


def _rivals(token: Token) -> list[Token]:
    """What waits for the other events of a race."""
    race = token.internal.race
    others = [t for t in token.workflow.tasks.values() if t is not token] if race else []
    return [t for t in others if t.internal.race == race and t._state == TaskState.WAITING]


def interrupt(host: Token) -> None:
    """Take away an activity with all its rounds and all that runs in it; what is being undone goes on without it."""
    whole = host.workflow.top_workflow.find(host.internal.iteration_of) or host
    whole.workflow.drop(whole)
    compensation.handler_interrupted(whole)
