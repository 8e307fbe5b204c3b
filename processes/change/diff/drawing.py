"""Things that only stand elsewhere on the canvas: folded into one change."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.diff.match import Matching
from processes.change.diff.values import Change
from processes.change.references import moved, places
from processes.model import Model


def layout_changes(before: Model, after: Model, pairs: Matching) -> Iterator[Change]:
    """One change if anything is drawn elsewhere than before, although it connects the same."""
    was, now = places(before.root), places(after.root)
    there = list(dict.fromkeys(moved(was, now)))
    fresh = bool(now) != bool(was)
    if fresh:
        yield Change("layout", "", "The diagram is drawn." if now else "The drawing is gone.")
    elif there:
        words = f"{len(there)} element{'s are' if len(there) > 1 else ' is'} drawn elsewhere; nothing else about it."
        yield Change("layout", there[0], words)
