"""Repetition: a step done several times, one after the other or side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.errors import EngineError
from processes.engine.run.scope import expect
from processes.engine.run.token import Token

if TYPE_CHECKING:
    from processes.engine.compile.steps import Repeat, Step

MOST = 1000


def start(step: Step, token: Token) -> None:
    """Begin the first round, or all of them."""
    repeat = _repeat(step)
    token._state = TaskState.STARTED
    try:
        items = _items(repeat, token)
        skip = repeat.kind == "loop" and repeat.before and not _holds(repeat.condition, token)
    except EngineError as error:
        token.workflow.top_workflow.fail(token, error.words)
        return
    token.internal_data["rounds"] = {"items": items, "begun": 0, "done": 0}
    if skip or items == []:
        token._state = TaskState.READY
        token.workflow.top_workflow.queue.append(token)
    elif repeat.kind == "parallel":
        for _ in items or []:
            _begin(step, token)
    else:
        _begin(step, token)


def done(step: Step, child: Token) -> None:
    """A round is over: begin the next one, or go on."""
    scope = child.workflow
    token = scope.top_workflow.find(child.internal_data["of"])
    scope.drop(child)
    if token is None:
        return
    repeat, rounds = _repeat(step), token.internal_data["rounds"]
    rounds["done"] += 1
    token.take_over(child)
    try:
        last = _last(repeat, rounds, token)
    except EngineError as error:
        scope.top_workflow.fail(token, error.words)
        return
    if last:
        for other in [t for t in scope.tasks.values() if t.internal_data.get("of") == token.key]:
            scope.drop(other)
        token.complete()
    elif repeat.kind != "parallel":
        _begin(step, token)


def _last(repeat: Repeat, rounds: dict[str, Any], token: Token) -> bool:
    items = rounds["items"]
    if items is not None and rounds["done"] >= len(items):
        return True
    if repeat.until and _holds(repeat.until, token):
        return True
    return repeat.kind == "loop" and bool(repeat.condition) and not _holds(repeat.condition, token)


def _begin(step: Step, token: Token) -> None:
    rounds = token.internal_data["rounds"]
    child = token.workflow.spawn(step.name, token)
    child.internal_data.update(of=token.key, round=rounds["begun"])
    repeat = _repeat(step)
    if repeat.item and rounds["items"] is not None:
        child.write({repeat.item: rounds["items"][rounds["begun"]]})
    rounds["begun"] += 1
    step.begin(child)


def _items(repeat: Repeat, token: Token) -> list[Any] | None:
    sandbox = token.workflow.top_workflow.definition.sandbox
    if repeat.collection:
        found = sandbox.evaluate(repeat.collection, token.data)
        expect(isinstance(found, (list, dict)), f"Expected a list in “{repeat.collection}”, but it is none.")
        items = list(found)
    elif repeat.count:
        count = int(repeat.count) if repeat.count.isdigit() else sandbox.evaluate(repeat.count, token.data)
        expect(isinstance(count, int), f"Expected a number in “{repeat.count}”, but it is none.")
        expect(count <= MOST, f"Expected at most {MOST} rounds, but the model asks for {count}.")
        items = list(range(max(count, 0)))
    else:
        return None
    expect(len(items) <= MOST, f"Expected at most {MOST} rounds, but the model asks for {len(items)}.")
    return items


def _holds(expression: str, token: Token) -> bool:
    return bool(token.workflow.top_workflow.definition.sandbox.evaluate(expression, token.data))


def _repeat(step: Step) -> Repeat:
    assert step.repeat is not None
    return step.repeat
