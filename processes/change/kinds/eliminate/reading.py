"""Which eliminations lead from one model to another."""

from __future__ import annotations

from processes.change.contract import Seen
from processes.model import Model

# Who takes out more steps at once has drawn another process.
MOST_READ_OFF = 50


def steps_gone(seen: Seen) -> list[str]:
    """The steps of work that are gone and did not lie in another one that is; none where they are too many."""
    nodes = seen.base.graph.nodes
    gone = [c.step for c in seen.found.of("eliminated") if nodes[c.step].is_activity]
    if len(gone) > MOST_READ_OFF:
        return []
    return [step for step in gone if not any(_lies_in(seen.base, step, other) for other in gone if other != step)]


def _lies_in(base: Model, step: str, other: str) -> bool:
    scope = base.graph.nodes[step].scope
    while scope in base.graph.nodes:
        if scope == other:
            return True
        scope = base.graph.nodes[scope].scope
    return False
