"""Compensation (BPMN 10.7, 13.5.5): what was completed and can be undone is remembered, and undone in reverse order.

A record is kept of every completed activity that has a handler, and of every completed sub-process with such activities
inside: with the data that belong to it, and with what was written in it, so that it is undone with what it ended with.
What is not completed is not undone; what is undone is undone once.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.compiled.step_spec import StepSpec
from processes.engine.runtime.subprocess_scope import SubScope
from processes.engine.runtime.token import NOTHING, InstanceProtocol, ScopeProtocol, Token


def remember(step: StepSpec, token: Token) -> None:
    """Note that an activity is completed, if there is anything in it that can be undone."""
    inner = token.ended
    record: dict[str, Any] = {"step": step.name}
    if not step.compensation_handler:
        if inner is None or not (inner.done or inner.spec.compensation_handler):
            return
        record |= {"data": dict(inner.data), "done": inner.done}
    if token.internal.is_iteration:
        record["own"] = {**token.own, "loopCounter": token.internal.iteration}
    elif token.own:
        record["own"] = dict(token.own)
    if token.wrote:
        record["wrote"] = dict(token.wrote)
    token.workflow.done.append(record)


def begin(token: Token, about: str) -> bool:
    """Undo one activity, or all of the scope; True if there is something to undo, which then takes its time."""
    scope = _scope(token)
    name = scope.spec.name_for(about) if about else ""
    wanted = [record for record in scope.done if not name or record["step"] == name]
    if not wanted:
        return False
    scope.done = [record for record in scope.done if record not in wanted]
    token.internal.compensating = wanted
    _next(token)
    return token.internal.compensating is not None


def handler_completed(child: Token) -> None:
    """A handler is through: undo what was completed before."""
    owner = child.workflow.top_workflow.find(child.internal.compensates)
    child.workflow.drop(child)
    if owner is not None:
        _go_on(owner)
    else:
        child.workflow.close_if_idle()


def resume(instance: InstanceProtocol) -> None:
    """Go on undoing wherever the handler at work is no longer there."""
    tokens = instance.tokens()
    at_work = {token.internal.compensates for token in tokens}
    for owner in tokens:
        if owner.internal.compensating is not None and owner.key not in at_work:
            _go_on(owner)


def handler_interrupted(child: Token) -> None:
    """A handler was interrupted: go on without it."""
    owner = child.workflow.top_workflow.find(child.internal.compensates)
    if owner is not None:
        _go_on(owner)


def _go_on(owner: Token) -> None:
    _next(owner)
    if owner.internal.compensating is not None or owner._state == TaskState.READY:
        return
    inner = owner.workflow.top_workflow.subprocesses.get(owner.id)
    if inner is not None:
        owner.workflow.top_workflow.finished(inner)
    else:
        owner.complete()


def _next(owner: Token) -> None:
    """Begin to undo what was completed last."""
    records = owner.internal.compensating or []
    scope = _scope(owner)
    while records:
        record = records.pop()
        step = scope.spec.task_specs.get(record["step"])
        if step is not None and (step.compensation_handler or "done" in record):
            child = scope.spawn(step.compensation_handler or step.name)
            child.internal.compensates = owner.key
            child.own, child.saw = record.get("own", NOTHING), record.get("wrote", NOTHING)
            if step.compensation_handler:
                child.task_spec._update(child)
            else:
                _inside(child, record)
            return
    owner.internal.compensating = None


def _inside(child: Token, record: dict[str, Any]) -> None:
    """Undo what was done in a sub-process."""
    top = child.workflow.top_workflow
    child._state = TaskState.STARTED
    inner = SubScope(top.subprocess_specs[child.task_spec.inner], child)
    inner.data, inner.done = dict(record["data"]), record["done"]
    top.subprocesses[child.id] = inner
    if inner.spec.compensation_handler:
        handler = inner.spawn(inner.spec.compensation_handler)
        handler.task_spec._update(handler)
        return
    child.internal.compensating = inner.done
    inner.done = []
    _go_on(child)


def _scope(token: Token) -> ScopeProtocol:
    """The scope whose work a token undoes: the one inside it, else its own; or the one an event sub-process is in."""
    inner: ScopeProtocol | None = token.workflow.top_workflow.subprocesses.get(token.id)
    if inner is not None:
        return inner
    scope = token.workflow
    while scope.host is not None and scope.host.task_spec.is_event_subprocess:
        scope = scope.host.workflow
    return scope
