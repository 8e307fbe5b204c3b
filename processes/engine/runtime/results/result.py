"""The result of a command: what an instance looks like after it, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.conditional_events import is_condition
from processes.engine.runtime.listeners import heard_by
from processes.engine.runtime.results.assignment import evaluate_assignment
from processes.engine.runtime.results.task_form import form_now
from processes.engine.runtime.scope import Instance
from processes.engine.runtime.steps.activities import Script
from processes.engine.runtime.steps.catch_events import Catch
from processes.engine.runtime.stored import state
from processes.engine.runtime.token import Token
from processes.engine.values import ExecutionResult, Incident, OpenTask, StepEvent, Timer, Waiting
from processes.forms import prefill
from processes.messages import _

STUCK = _("Nothing can go on: a join waits for a token that can no longer come.")


def result_of(instance: Instance) -> ExecutionResult:
    """The instance as values, with what happened since it was loaded."""
    tokens = instance.tokens()
    open_tasks = {token.id: open_task(token) for token in tokens if token.is_open}
    timers = tuple(_timers(tokens))
    waiting = tuple(_waiting(tokens))
    incidents = incidents_of(tokens)
    status: Literal["running", "completed", "failed"] = "completed" if instance.completed else "running"
    events = tuple(instance.log)
    watched = instance.definition.conditional and any(is_condition(t) for t in tokens if t._state == TaskState.WAITING)
    if status == "running" and not (open_tasks or timers or waiting or watched):
        status = "failed"
        if not incidents:
            incidents = (stuck_at(tokens),)
            one = incidents[0]
            events += (StepEvent("incident", one.step_id or None, one.step_name, None, {"words": STUCK}),)
    if status == "completed":
        events += (StepEvent("instance_completed", None, ""),)
    return ExecutionResult(
        state=state.save(instance),
        status=status,
        data=dict(instance.data),
        open=tuple(open_tasks.values()),
        opened=tuple(_opened(instance, open_tasks)),
        closed=tuple(instance.closed),
        events=events,
        timers=timers,
        waiting=waiting,
        thrown=tuple(instance.thrown),
        incidents=incidents,
    )


def _opened(instance: Instance, tasks: dict[Any, OpenTask]) -> Iterator[OpenTask]:
    """The new open tasks, with what the model says about who does them."""
    for key in instance.opened:
        task = tasks.get(key)
        token = instance.find(str(key)) if task is not None and task.attributes else None
        if token is not None and task is not None:
            values, faults = evaluate_assignment(token)
            task = replace(task, attributes=values, faults=faults)
        if task is not None:
            yield task


def open_task(token: Token) -> OpenTask:
    """An open token as the task that people see."""
    step = token.task_spec
    kind = _kind(step)
    form = form_now(step, token.data)
    return OpenTask(
        id=token.key,
        step_id=step.shown_at,
        step_name=step.called,
        lane=step.lane,
        kind=kind,
        form=form,
        data=prefill(form, step.defaults, token.data) if not step.service else dict(token.data),
        documentation=step.documentation or "",
        topic=step.topic,
        settings=step.settings,
        attributes=step.attributes,
        hears=heard_by(step),
    )


def _kind(step: Any) -> str:
    if step.service:
        return "external" if step.service == "worker" else str(step.service)
    if step.tag.endswith("Gateway"):
        return "start" if step.ask == "start" else "choice"
    return str(step.ask)


def _timers(tokens: list[Token]) -> list[Timer]:
    found = []
    for token in tokens:
        step = token.task_spec
        due = step.due(token) if isinstance(step, Catch) else None
        if due is not None:
            found.append(Timer(token.key, step.shown_at, due))
    return found


def _waiting(tokens: list[Token]) -> list[Waiting]:
    found = []
    for token in tokens:
        step = token.task_spec
        if not isinstance(step, Catch) or token._state != TaskState.WAITING:
            continue
        about = step.event_of(token)
        if about.kind in ("message", "signal"):
            known = token.data
            apart = None if known is token.workflow.top_workflow.data else known
            found.append(Waiting(token.key, step.bpmn_id or "", about.kind, about.name, step.correlation(token), apart))
    return found


def incidents_of(tokens: list[Token]) -> tuple[Incident, ...]:
    """The steps of an instance that could not go on."""
    return tuple(
        Incident(
            t.key, t.task_spec.shown_at, t.task_spec.called, _fault(t.task_spec),
            t.internal.error, t.internal.code,
        )
        for t in tokens
        if t._state == TaskState.ERROR
    )  # fmt: skip


def _fault(step: Any) -> str:
    if step.service:
        return _kind(step)
    return "script" if isinstance(step, Script) else "error"


def stuck_at(tokens: list[Token]) -> Incident:
    """The join at which everything waits for a token that can no longer come."""
    gate = next((t for t in tokens if t._state == TaskState.WAITING), None)
    if gate is None:
        return Incident("", "", "", "stuck", STUCK)
    where = gate.task_spec.bpmn_id or ""
    return Incident(gate.key, where, gate.task_spec.called, "stuck", STUCK)
