"""Repetition: a step done several times, one after the other or side by side.

A round has its item to itself, and what is mapped into it or collected from it; all else is the scope's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from processes.engine.runtime.token import Token
from processes.errors import EngineError, expect

if TYPE_CHECKING:
    from processes.engine.runtime.activities import Repeat, Step

MOST = 1000
MOST_LOOPS = 100_000


def start(step: Step, token: Token) -> None:
    """Begin the first round, or all of them."""
    repeat = _repeat(step)
    token._state = TaskState.STARTED
    try:
        items = _items(repeat, token)
        skip = repeat.before and bool(repeat.condition) and not _holds(repeat.condition, token)
    except EngineError as error:
        token.workflow.top_workflow.fail(token, error.words)
        return
    token.internal_data["rounds"] = {"items": items, "begun": 0, "done": 0}
    if repeat.into:
        token.internal_data["rounds"]["made"] = [None] * _size(items)
    if skip or (items is not None and not _size(items)):
        _collected(repeat, token)
        token._state = TaskState.READY
        token.workflow.top_workflow.queue.append(token)
    elif repeat.kind == "parallel":
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
    repeat, rounds = _repeat(step), token.internal_data["rounds"]
    rounds["done"] += 1
    scope.top_workflow.moment += 1  # a condition may ask how the rounds stand
    try:
        scope.drop(child)
        _collect(repeat, rounds, child)
        last = _last(repeat, rounds, token, child)
    except EngineError as error:
        scope.top_workflow.fail(token, error.words)
        return
    if last:
        for other in [t for t in scope.tasks.values() if t.internal_data.get("of") == token.key]:
            scope.drop(other)
        _collected(repeat, token)
        token.complete()
    elif repeat.kind != "parallel":
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


def _collect(repeat: Repeat, rounds: dict[str, Any], child: Token) -> None:
    """Keep what a round has made at its place in the list."""
    if repeat.into:
        number, made = child.internal_data["round"], rounds["made"]
        made += [None] * (number + 1 - len(made))
        found = child.workflow.top_workflow.evaluate(repeat.element, child) if repeat.element else None
        made[number] = found


def _collected(repeat: Repeat, token: Token) -> None:
    """Write what all rounds have made."""
    if repeat.into:
        token.write({repeat.into: token.internal_data["rounds"]["made"]})


def _size(items: list[Any] | int | None) -> int:
    return len(items) if isinstance(items, list) else items or 0


def _last(repeat: Repeat, rounds: dict[str, Any], token: Token, child: Token) -> bool:
    items = rounds["items"]
    if items is not None and rounds["done"] >= _size(items):
        return True
    if repeat.until and _holds(repeat.until, child):
        return True
    return repeat.kind == "loop" and bool(repeat.condition) and not _holds(repeat.condition, token)


def _begin(step: Step, token: Token) -> None:
    rounds = token.internal_data["rounds"]
    child = token.workflow.spawn(step.name)
    child.internal_data.update(of=token.key, round=rounds["begun"])
    repeat = _repeat(step)
    if repeat.item and rounds["items"] is not None:
        number, items = rounds["begun"], rounds["items"]
        child.own = {repeat.item: items[number] if isinstance(items, list) else number}
    rounds["begun"] += 1
    token.workflow.top_workflow.moment += 1
    step.enter(child)


def _items(repeat: Repeat, token: Token) -> list[Any] | int | None:
    """What the rounds are about: a list, or only their number; None where that is not known beforehand."""
    top = token.workflow.top_workflow
    if repeat.collection:
        found = top.evaluate(repeat.collection, token)
        expect(isinstance(found, (list, dict)), f"Expected a list in “{repeat.collection}”, but it is none.")
        items = list(found)
    elif repeat.count:
        count = int(repeat.count) if repeat.count.isdigit() else top.evaluate(repeat.count, token)
        expect(isinstance(count, int), f"Expected a number in “{repeat.count}”, but it is none.")
        most = MOST if repeat.kind == "parallel" else MOST_LOOPS
        expect(count <= most, f"Expected at most {most:,} rounds, but the model asks for {count:,}.")
        return max(int(count), 0)
    else:
        return None
    expect(len(items) <= MOST, f"Expected at most {MOST} rounds, but the model asks for {len(items)}.")
    return items


def _holds(expression: str, token: Token) -> bool:
    return bool(token.workflow.top_workflow.evaluate(expression, token))


def _repeat(step: Step) -> Repeat:
    assert step.repeat is not None
    return step.repeat
