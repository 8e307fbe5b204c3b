"""What an instance misses, or would do twice, by changing over: steps that are behind or ahead of it by now."""

from __future__ import annotations

from processes.engine.migrate.route import opens, places_of, quoted_label, step, upstream, was_inside
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Scope
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.steps.catch_events import Boundary
from processes.engine.values import Move
from processes.messages import _


def skipped_steps(scope: Scope, new: GraphSpec, moves: list[Move]) -> list[str]:
    """Sentences on steps that are new, or were still to come, and are not reached any more; in the model's order."""
    old: GraphSpec = scope.spec
    names = places_of(scope, new)
    here = {names[move.task_id] for move in moves if move.task_id in names}
    there = {move.to for move in moves if move.task_id in names and move.to}
    ahead, still = reachable(old, here), reachable(new, there) | there
    notes: list[str] = []
    for one in new.steps:
        if not (one.manual or one.service) or one.is_for_compensation or one.name in still or isinstance(one, Boundary):
            continue
        title = quoted_label(one)
        if step(old, one.name) is None and not was_inside(scope, one.name):
            notes.append(_("{step} is new, but its place was already passed", step=title))
        elif one.name in ahead and one.name not in here:
            notes.append(_("{step} now comes earlier and was already passed", step=title))
    return notes


def missed_parts(scope: Scope, new: GraphSpec, moves: list[Move]) -> list[str]:
    """Sentences on steps still to come that are part of an earlier one now, where that was already passed.

    That one is part of another is known by its name or its instruction, which the other one has besides its own.
    """
    names = places_of(scope, new)
    ahead = reachable(scope.spec, {names[move.task_id] for move in moves if move.task_id in names})
    there = {move.to for move in moves if move.task_id in names and move.to}
    still = reachable(new, there) | there
    kept = [(was, now) for now in new.steps if now.name not in still and (was := step(scope.spec, now.name))]
    gone = [one for one in scope.spec.steps if one.name in ahead and step(new, one.name) is None]
    notes: list[str] = []
    for one in gone:
        whole = next((now for was, now in kept if _holds(now, one) and not _holds(was, one)), None)
        if whole is not None:
            whose = {"step": quoted_label(one), "whole": quoted_label(whole)}
            notes.append(_("{step} is part of {whole} now, which was already passed", **whose))
    return notes


def _holds(whole: Step, part: Step) -> bool:
    """Whether a step is called as another one besides its own name, or says what that says besides its own."""
    said = (part.documentation or "").strip()
    called = bool(part.bpmn_name) and part.bpmn_name in (whole.bpmn_name or "").split(" + ")
    return called or (bool(said) and said in (whole.documentation or "").split("\n\n"))


def reachable(graph: GraphSpec, starts: set[str]) -> set[str]:
    """All steps that tokens on these steps can still come to."""
    found: set[str] = set()
    todo = list(starts)
    while todo:
        at = step(graph, todo.pop())
        if at is None:
            continue
        for name in [*(flow.target for flow in at.outgoing), *at.boundary]:
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def done_again(scope: Scope, new: GraphSpec, moves: list[Move]) -> list[str]:
    """Why an instance has to stay: steps that it has passed or has open, and would come to once more.

    A step to which the new model itself leads back, as in a loop, may be done again.
    """
    old: GraphSpec = scope.spec
    names = places_of(scope, new)
    stands = [(names[move.task_id], move.to) for move in moves if move.task_id in names and move.to]
    here = {place for place, _to in stands}
    ahead = reachable(old, here)
    found: list[str] = []
    for place, to in stands:
        for name in sorted(reachable(new, {to}) - reachable(old, {place}) - {to}):
            was, now = step(old, name), step(new, name)
            if was is None or now is None or not (now.manual or now.service) or to in reachable(new, {name}):
                continue
            if name in here:
                found.append(_("{step} is open and would be opened once more", step=opens(now)))
            elif name not in ahead and (place in reachable(old, {name}) or upstream(old, name)):
                found.append(_("{step} now comes later, and the case has passed it", step=opens(now)))
    return found
