"""Repetition: a step done several times, one after the other or side by side (BPMN 10.3.8).

An iteration has its item to itself, and what is mapped into it or collected from it; all else is the scope's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.token import Token
from processes.errors import EngineError, expect

if TYPE_CHECKING:
    from processes.engine.runtime.activities import LoopCharacteristics, Step

MOST = 1000
MOST_LOOPS = 100_000


def start(step: Step, token: Token) -> None:
    """Begin the first round, or all of them."""
    loop = _loop(step)
    token._state = TaskState.STARTED
    try:
        items = _items(loop, token)
        skip = loop.before and bool(loop.condition) and not _holds(loop.condition, token)
    except EngineError as error:
        token.workflow.top_workflow.fail(token, error.words)
        return
    token.internal_data["rounds"] = {"items": items, "begun": 0, "done": 0}
    if loop.into:
        token.internal_data["rounds"]["made"] = [None] * _size(items)
    if skip or (items is not None and not _size(items)):
        _collected(loop, token)
        token._state = TaskState.READY
        token.workflow.top_workflow.queue.append(token)
    elif loop.kind == "parallel":
        for _ in range(_size(items)):
            _begin(step, token)
    else:
        _begin(step, token)


def done(step: Step, child: Token) -> None:
    """A round is over: begin the next one, or go on."""
    scope = child.workflow
    token = scope.top_workflow.find(child.internal_data["of"])
    if token is None:
        scope.drop(child)
        return
    loop, rounds = _loop(step), token.internal_data["rounds"]
    rounds["done"] += 1
    scope.top_workflow.write_clock += 1  # a condition may ask how the rounds stand
    try:
        scope.drop(child)
        _collect(loop, rounds, child)
        last = _last(loop, rounds, token, child)
    except EngineError as error:
        scope.top_workflow.fail(token, error.words)
        return
    if last:
        for other in [t for t in scope.tasks.values() if t.internal_data.get("of") == token.key]:
            scope.drop(other)
        _collected(loop, token)
        token.complete()
    elif loop.kind != "parallel":
        _begin(step, token)


def facts(token: Token) -> dict[str, Any]:
    """How the rounds stand that a token is in: loopCounter (from 0), nrOfInstances and the like; innermost first.

    What waits at a border is in the rounds of what it watches.
    """
    found: dict[str, Any] = {}
    at: Token | None = token
    while at is not None:
        watched = at.workflow.top_workflow.find(at.internal_data["host"]) if "host" in at.internal_data else None
        if watched is not None:
            at = watched
            continue
        owner = at.workflow.top_workflow.find(at.internal_data["of"]) if "of" in at.internal_data else at
        if owner is not None and "rounds" in owner.internal_data:
            rounds = owner.internal_data["rounds"]
            items = rounds["items"]
            found = {
                "loopCounter": at.internal_data.get("round", rounds["done"]),
                "nrOfInstances": rounds["begun"] if items is None else _size(items),
                "nrOfCompletedInstances": rounds["done"],
                "nrOfActiveInstances": rounds["begun"] - rounds["done"],
            } | found
        at = at.workflow.host
    return found


def _collect(loop: LoopCharacteristics, rounds: dict[str, Any], child: Token) -> None:
    """Keep what a round has made at its place in the list."""
    if loop.into:
        number, made = child.internal_data["round"], rounds["made"]
        made += [None] * (number + 1 - len(made))
        found = child.workflow.top_workflow.evaluate(loop.element, child) if loop.element else None
        made[number] = found


def _collected(loop: LoopCharacteristics, token: Token) -> None:
    """Write what all rounds have made."""
    if loop.into:
        token.write({loop.into: token.internal_data["rounds"]["made"]})


def _size(items: list[Any] | int | None) -> int:
    return len(items) if isinstance(items, list) else items or 0


def _last(loop: LoopCharacteristics, rounds: dict[str, Any], token: Token, child: Token) -> bool:
    items = rounds["items"]
    if items is not None and rounds["done"] >= _size(items):
        return True
    if loop.until and _holds(loop.until, child):
        return True
    return loop.kind == "loop" and bool(loop.condition) and not _holds(loop.condition, token)


def _begin(step: Step, token: Token) -> None:
    rounds = token.internal_data["rounds"]
    child = token.workflow.spawn(step.name)
    child.internal_data.update(of=token.key, round=rounds["begun"])
    loop = _loop(step)
    if loop.item and rounds["items"] is not None:
        number, items = rounds["begun"], rounds["items"]
        child.own = {loop.item: items[number] if isinstance(items, list) else number}
    rounds["begun"] += 1
    token.workflow.top_workflow.write_clock += 1
    step.enter(child)


def _items(loop: LoopCharacteristics, token: Token) -> list[Any] | int | None:
    """What the rounds are about: a list, or only their number; None where that is not known beforehand."""
    top = token.workflow.top_workflow
    if loop.collection:
        found = top.evaluate(loop.collection, token)
        expect(isinstance(found, (list, dict)), f"Expected a list in “{loop.collection}”, but it is none.")
        items = list(found)
    elif loop.count:
        count = int(loop.count) if loop.count.isdigit() else top.evaluate(loop.count, token)
        expect(isinstance(count, int), f"Expected a number in “{loop.count}”, but it is none.")
        most = MOST if loop.kind == "parallel" else MOST_LOOPS
        expect(count <= most, f"Expected at most {most:,} rounds, but the model asks for {count:,}.")
        return max(int(count), 0)
    else:
        return None
    expect(len(items) <= MOST, f"Expected at most {MOST} rounds, but the model asks for {len(items)}.")
    return items


def _holds(expression: str, token: Token) -> bool:
    return bool(token.workflow.top_workflow.evaluate(expression, token))


def _loop(step: Step) -> LoopCharacteristics:
    assert step.loop is not None
    return step.loop
