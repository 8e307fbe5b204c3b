"""What can be done with an instance. Each command takes a state and gives a result; nothing is kept in between."""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime import multi_instance
from processes.engine.runtime.call_activity import answer_data
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.effort import Effort
from processes.engine.runtime.results.result import result_of
from processes.engine.runtime.results.task_form import form_now, left_blank
from processes.engine.runtime.scope import Instance
from processes.engine.runtime.steps.activities import Sub
from processes.engine.runtime.steps.catch_events import Catch, Event
from processes.engine.runtime.steps.throw_events import raise_at, uncaught
from processes.engine.runtime.stored import state as states
from processes.engine.runtime.token import Token
from processes.engine.values import ExecutionResult, Json
from processes.errors import EngineError, NotOpen
from processes.forms import check, shown_defaults
from processes.messages import _, sentences

MOST_TIMERS = 1000


def start(definition: Definition, data: Json, now: datetime, start: str | None = None) -> ExecutionResult:
    """Begin an instance with this data; `start` is the id of the start event, where there are several."""
    return result_of(begin(definition, data, now, start))


def begin(
    definition: Definition, data: Json, now: datetime, start: str | None = None, effort: Effort | None = None
) -> Instance:
    """As `start`, giving the live instance; all it does is counted against `effort`."""
    instance = Instance(definition, now)
    instance.effort = effort
    instance.write_clock += 1
    instance.data = check({"type": "object"}, dict(data))
    instance.enter()
    instance.drive()
    for token in instance.tokens():
        if token.is_open and token.task_spec.ask == "start":
            _choose_start(instance, token, start)
    instance.drive()
    return instance


def _choose_start(instance: Instance, token: Token, start: str | None) -> None:
    step = token.task_spec
    flows = {flow.target: flow.id for flow in step.outgoing}
    chosen = flows.get(instance.spec.name_for(start)) if start else None
    if chosen is None and instance.definition.mode == "executable":
        chosen = step.default
    if chosen is not None:
        token.internal.chosen = [chosen]
        instance.run(token)


def complete(definition: Definition, state: bytes, task_id: str, data: Json, now: datetime) -> ExecutionResult:
    """Complete an open task with what was filled in; NotOpen or InvalidForm if that cannot be."""
    instance = states.load(definition, state, now)
    complete_in(instance, task_id, data)
    return result_of(instance)


def complete_in(instance: Instance, task_id: str, data: Json, *, checked: bool = True) -> None:
    """As `complete`, in a live instance; playing a model through need not fill its forms well."""
    token = instance.find(task_id)
    if token is None or not token.is_open:
        raise NotOpen(_("This task is done, or was taken back. Look at the case again."))
    step = token.task_spec
    form = form_now(step, token.data)
    data = check(form, data) if checked else data
    data = {**left_blank(step, token.data, data), **shown_defaults(form, step.defaults, token.data), **data}
    if step.tag.endswith("Gateway"):
        chosen = data.get("choices") or [data["choice"]]
        token.internal.chosen = [str(flow) for flow in chosen]
    else:
        token.write(data)
    if step.service:
        token.complete()
    else:
        instance.run(token)
    instance.drive()


def fire_timers(definition: Definition, state: bytes, now: datetime) -> ExecutionResult:
    """Let all timers fire that are due."""
    instance = states.load(definition, state, now)
    fire_timers_in(instance)
    return result_of(instance)


def fire_timers_in(instance: Instance) -> None:
    """As `fire_timers`, in a live instance: in the order of their times, a thousand at most, the others next time.

    All tokens are looked through once; from then on only those whose timers are set meanwhile.
    """
    numbers, ahead = count(), list[tuple[datetime, int, Token]]()
    fresh = instance.tokens()
    for _ring in range(MOST_TIMERS):
        for token in fresh:
            if (at := _due(token)) is not None and at <= instance.now:
                heappush(ahead, (at, next(numbers), token))
        instance.timers_set.clear()
        while ahead and not _rings_at(ahead[0][2], ahead[0][0]):
            heappop(ahead)
        if not ahead:
            return
        first = heappop(ahead)[2]
        first.task_spec.fire(first, {})
        instance.drive()
        fresh = list(instance.timers_set)


def _rings_at(token: Token, at: datetime) -> bool:
    """Whether a token is still there and its timer still set to this time."""
    return token.workflow.tasks.get(token.id) is token and _due(token) == at


def _due(token: Token) -> datetime | None:
    return token.task_spec.due(token) if isinstance(token.task_spec, Catch) else None


def deliver(
    definition: Definition, state: bytes, task_id: str, name: str, payload: Json, now: datetime
) -> ExecutionResult:
    """Give a message or signal to the one task that waits for it; NotOpen if it does not."""
    instance = states.load(definition, state, now)
    token = instance.find(task_id)
    step: Any = token.task_spec if token is not None else None
    waits = isinstance(step, Catch) and token is not None and token._state == TaskState.WAITING
    if token is None or not waits or step.event_of(token).name != name:
        raise NotOpen(_("The case does not wait for “{name}” any more.", name=name))
    token.task_spec.fire(token, check({"type": "object"}, payload))
    instance.drive()
    return result_of(instance)


def retry(
    definition: Definition, state: bytes, task_id: str, now: datetime, data: Json | None = None
) -> ExecutionResult:
    """Try a step again that ended in an incident, with corrected `data` where given; NotOpen if it did not."""
    instance = states.load(definition, state, now)
    token = instance.find(task_id)
    if token is None or token._state != TaskState.ERROR:
        raise NotOpen(_("This step has no incident any more."))
    token.internal.error, token.internal.code, token.internal.failed_at = "", None, None
    inner, step = instance.subprocesses.get(token.id), token.task_spec
    values = check({"type": "object"}, data or {})
    if values:
        instance.write_clock += 1
        (inner or token).put(values)
    if token.internal.failed_after:
        step.again(token)
    elif token.internal.failed_before:
        step.enter(token)
    elif token.internal.iterations is not None:
        multi_instance.resume(step, token)
    elif not _stands_alone(token):
        token.internal.failed_before = "rounds"
        step.enter(token)
    elif isinstance(step, (Catch, Sub)) or step.service:
        step.begin(token)
    elif not step.reenters:
        token._state = TaskState.READY
        instance.queue.append(token)
    else:
        step.arrive(token)
    instance.drive()
    return result_of(instance)


def _stands_alone(token: Token) -> bool:
    """Whether a token does its step itself, and does not stand for several rounds of it."""
    return token.internal.is_iteration or token.task_spec.loop is None


def report_failure(definition: Definition, state: bytes, task_id: str, words: str, now: datetime) -> ExecutionResult:
    """A worker could not do its task: it becomes an incident, to be tried again."""
    instance = states.load(definition, state, now)
    instance.fail(_external(instance, task_id), words)
    return result_of(instance)


def report_error(
    definition: Definition,
    state: bytes,
    task_id: str,
    code: str,
    now: datetime,
    data: Json | None = None,
    words: str = "",
) -> ExecutionResult:
    """A service's step ended with an error that the model may catch; one that nobody catches is an incident."""
    instance = states.load(definition, state, now)
    token = _external(instance, task_id)
    token.write(check({"type": "object"}, data or {}))
    if not raise_at(token, Event("error", code=code)):
        also = _("The service said: {words}", words=words) if words else ""
        instance.fail(token, sentences(uncaught(code), also), error=code)
    instance.drive()
    return result_of(instance)


def pass_on(
    definition: Definition, state: bytes, task_id: str, kind: str, code: str, now: datetime, data: Json
) -> ExecutionResult | None:
    """Raise at a call what came out of the case that it called: an error or escalation; None where nobody catches it.

    `data` is what the called case knew: what the call takes back of it is known to who catches.
    """
    instance = states.load(definition, state, now)
    token = _external(instance, task_id)
    token.write(_brought(token, data))
    if not raise_at(token, Event(kind, code=code)):
        return None
    instance.drive()
    return result_of(instance)


def _brought(token: Token, data: Json) -> Json:
    """What a call takes back; nothing where that cannot be worked out of what its case knows so far."""
    try:
        return answer_data(token.task_spec.settings, data)
    except EngineError:
        return {}


def _external(instance: Instance, task_id: str) -> Token:
    token = instance.find(task_id)
    if token is None or not token.is_open or not token.task_spec.service:
        raise NotOpen(_("This task does not wait for a service."))
    return token


def inspect(definition: Definition, state: bytes, now: datetime) -> ExecutionResult:
    """The instance as it stands, without doing anything."""
    return result_of(states.load(definition, state, now))
