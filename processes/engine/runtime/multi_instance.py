"""Repetition: a step done several times, one after the other or side by side (BPMN 10.3.8, 13.3.6 and 13.3.7).

An iteration has its item to itself, and what is mapped into it or collected from it; all else is the scope's.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.compiled.step_spec import LoopCharacteristics, StepSpec
from processes.engine.runtime.token import Token
from processes.engine.runtime.token_state import Iterations
from processes.errors import EngineError, StepFailed
from processes.messages import _

MOST = 1000
MOST_LOOPS = 100_000
# What failed is what is asked when an iteration has ended: what is collected of it, and whether it was the last.
ENDED = "iteration"


def start(step: StepSpec, token: Token) -> None:
    """Begin the first iteration, or all of them."""
    loop = _loop(step)
    token._state = TaskState.STARTED
    try:
        items = _items(loop, token)
        skip = loop.test_before and bool(loop.loop_condition) and not _holds(loop.loop_condition, token)
    except EngineError as error:
        token.workflow.top_workflow.fail(token, error.words, error.at)
        return
    iterations = Iterations(items)
    token.internal.iterations = iterations
    if loop.output_collection:
        iterations.collected = [None] * iterations.size
    if skip or (items is not None and not iterations.size):
        _collected(loop, token)
        token._state = TaskState.READY
        token.workflow.top_workflow.queue.append(token)
    elif loop.kind == "parallel":
        for _ in range(iterations.size):
            _begin(step, token)
    else:
        _begin(step, token)


def resume(step: StepSpec, token: Token) -> None:
    """Go on with the iterations that began, where an earlier release left an incident at the whole when one ended."""
    loop, iterations = _loop(step), _iterations(token)
    token._state = TaskState.STARTED
    try:
        last = _last(loop, iterations, token, token)
    except EngineError as error:
        token.workflow.top_workflow.fail(token, error.words, error.at)
        return
    _go_on(step, token, last)


def iteration_completed(step: StepSpec, child: Token) -> None:
    """An iteration is over: begin the next one, or go on; what fails of that is an incident of the iteration."""
    scope = child.workflow
    token = scope.top_workflow.find(child.internal.iteration_of)
    if token is None:
        scope.drop(child)
        return
    loop, iterations = _loop(step), _iterations(token)
    iterations.done += 1
    scope.top_workflow.write_clock += 1  # a condition may ask how the iterations stand
    try:
        _collect(loop, iterations, child)
        last = _last(loop, iterations, token, child)
    except EngineError as error:
        iterations.done -= 1
        child.internal.failed_after = ENDED
        scope.top_workflow.fail(child, error.words, error.at)
        return
    scope.drop(child)
    _go_on(step, token, last)


def _go_on(step: StepSpec, token: Token, last: bool) -> None:
    scope, loop, iterations = token.workflow, _loop(step), _iterations(token)
    if last:
        for other in [t for t in scope.tasks.values() if t.internal.iteration_of == token.key]:
            scope.drop(other)
        _collected(loop, token)
        token.complete()
    elif loop.kind != "parallel" and iterations.begun == iterations.done:
        _begin(step, token)


def facts(token: Token) -> dict[str, Any]:
    """How the iterations stand that a token is in: loopCounter (from 0), nrOfInstances and the like; innermost first.

    What waits at a border is in the iterations of what it watches.
    """
    found: dict[str, Any] = {}
    at: Token | None = token
    while at is not None:
        watched = at.workflow.top_workflow.find(at.internal.host) if at.internal.host else None
        if watched is not None:
            at = watched
            continue
        owner = at.workflow.top_workflow.find(at.internal.iteration_of) if at.internal.is_iteration else at
        if owner is not None and owner.internal.iterations is not None:
            iterations, number = owner.internal.iterations, at.internal.iteration
            found = {
                "loopCounter": iterations.done if number is None else number,
                "nrOfInstances": iterations.begun if iterations.items is None else iterations.size,
                "nrOfCompletedInstances": iterations.done,
                "nrOfActiveInstances": iterations.begun - iterations.done,
            } | found
        at = at.workflow.host
    return found


def _collect(loop: LoopCharacteristics, iterations: Iterations, child: Token) -> None:
    """Keep what an iteration gives at its place in the list."""
    if loop.output_collection and iterations.collected is not None:
        number, found = child.internal.iteration or 0, iterations.collected
        found += [None] * (number + 1 - len(found))
        found[number] = (
            child.workflow.top_workflow.evaluate(loop.output_element, child) if loop.output_element else None
        )


def _collected(loop: LoopCharacteristics, token: Token) -> None:
    """Write what all iterations have given."""
    if loop.output_collection:
        token.write({loop.output_collection: _iterations(token).collected})


def _last(loop: LoopCharacteristics, iterations: Iterations, token: Token, child: Token) -> bool:
    if iterations.items is not None and iterations.done >= iterations.size:
        return True
    if loop.completion_condition and _holds(loop.completion_condition, child):
        return True
    return loop.kind == "loop" and bool(loop.loop_condition) and not _holds(loop.loop_condition, token)


def _begin(step: StepSpec, token: Token) -> None:
    iterations, loop = _iterations(token), _loop(step)
    child, number, items = token.workflow.spawn(step.name), iterations.begun, iterations.items
    child.internal.iteration_of, child.internal.iteration = token.key, number
    if loop.input_data_item and items is not None:
        child.own = {loop.input_data_item: items[number] if isinstance(items, list) else number}
    iterations.begun += 1
    token.workflow.top_workflow.write_clock += 1
    child.task_spec.enter(child)


def _items(loop: LoopCharacteristics, token: Token) -> list[Any] | int | None:
    """What the iterations are about: a list, or only their number; None where that is not known beforehand."""
    top = token.workflow.top_workflow
    if text := loop.input_collection:
        found = top.evaluate(text, token)
        if not isinstance(found, (list, dict)):
            raise StepFailed(_("Expected a list in “{expression}”, but it is none.", expression=text))
        items = list(found)
    elif text := loop.cardinality:
        count = int(text) if text.isdigit() else top.evaluate(text, token)
        if not isinstance(count, int):
            raise StepFailed(_("Expected a number in “{expression}”, but it is none.", expression=text))
        most = MOST if loop.kind == "parallel" else MOST_LOOPS
        if count > most:
            raise StepFailed(_too_many(count, most))
        return max(int(count), 0)
    else:
        return None
    if len(items) > MOST:
        raise StepFailed(_too_many(len(items), MOST))
    return items


def _too_many(count: int, most: int) -> str:
    return _("Expected at most {most} rounds, but the model asks for {count}.", most=most, count=count)


def _holds(expression: str, token: Token) -> bool:
    return bool(token.workflow.top_workflow.evaluate(expression, token))


def _iterations(token: Token) -> Iterations:
    assert token.internal.iterations is not None
    return token.internal.iterations


def _loop(step: StepSpec) -> LoopCharacteristics:
    assert step.loop is not None
    return step.loop
