"""Which merges lead from one model to another, and what tells them from steps that were taken out."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.contract import Seen


def merged(seen: Seen) -> Iterator[tuple[str, str]]:
    """The step that stays and the one that is gone, where the way on from this one begins at that one now.

    Where a step was taken out, the way that led to it stays instead, and leads on to what follows.
    """
    was, now = seen.base.graph, seen.changed.graph
    for change in seen.found.of("eliminated"):
        second = was.nodes.get(change.step)
        before = was.before(second.id) if second is not None else ()
        if second is None or len(before) != 1 or len(second.outgoing) != 1 or before[0] not in now.nodes:
            continue
        first = was.nodes.get(before[0])
        if first is None or was.after(first.id) != (second.id,):
            continue
        way = now.flows.get(second.outgoing[0])
        if way is not None and way.source == first.id:
            yield first.id, second.id
