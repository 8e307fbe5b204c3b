"""Going through all cases of a process that are not over, however many: state by state, each along an index."""

from __future__ import annotations

from collections.abc import Iterator

from app.cases.tables import ALIVE


def ahead(after: str) -> Iterator[tuple[str, str]]:
    """Give the states that are still to be gone through behind this place, and behind which id; all for ''."""
    state, _, last = after.partition(" ")
    for one in ALIVE[ALIVE.index(state) if state else 0 :]:
        yield one, last if one == state else ""


def place(state: str, instance_id: str) -> str:
    """Name the place of a case, to go on behind it."""
    return f"{state} {instance_id}"
