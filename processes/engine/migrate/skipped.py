"""What an instance misses by changing over: steps that the new model puts behind where it stands."""

from __future__ import annotations

from processes.engine.migrate.route import quoted_label, step
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Scope
from processes.engine.runtime.steps.catch_events import Boundary
from processes.engine.values import Move
from processes.messages import _


def skipped_steps(scope: Scope, new: GraphSpec, moves: list[Move]) -> list[str]:
    """Sentences on steps that are new, or were still to come, and are not reached any more; in the model's order."""
    old: GraphSpec = scope.spec
    names = {token.key: token.task_spec.name for token in scope.tasks.values()}
    here = {names[move.task_id] for move in moves if move.task_id in names}
    there = {move.to for move in moves if move.task_id in names and move.to}
    ahead, still = reachable(old, here), reachable(new, there) | there
    notes: list[str] = []
    for one in new.steps:
        if not (one.manual or one.service) or one.is_for_compensation or one.name in still or isinstance(one, Boundary):
            continue
        title = quoted_label(one)
        if step(old, one.name) is None:
            notes.append(_("{step} is new, but its place was already passed", step=title))
        elif one.name in ahead and one.name not in here:
            notes.append(_("{step} now comes earlier and was already passed", step=title))
    return notes


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
