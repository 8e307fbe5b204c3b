"""What an instance would do twice by changing over: steps that the new model puts ahead of where it stands."""

from __future__ import annotations

from processes.engine.migrate.route import opens, step, upstream
from processes.engine.migrate.skipped import reachable
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Scope
from processes.engine.values import Move
from processes.messages import _


def done_again(scope: Scope, new: GraphSpec, moves: list[Move]) -> list[str]:
    """Why an instance has to stay: steps that it has passed or has open, and would come to once more.

    A step to which the new model itself leads back, as in a loop, may be done again.
    """
    old: GraphSpec = scope.spec
    names = {token.key: token.task_spec.name for token in scope.tasks.values()}
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
