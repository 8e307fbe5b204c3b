"""Which transaction a view runs in: one decorator says it, and the method of the request where there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from app.kernel.http.view_marks import Mark, V

Mode = Literal["read", "write", "deferred", "own", "none"]

MODES: Mark[Mode] = Mark()


def transaction(mode: Mode) -> Callable[[V], V]:
    """Say in which transaction a view runs; without this, GET reads and everything else writes.

    read: one that is undone in the end and takes no lock, for what is asked by POST but changes nothing.
    write: one that is committed before the answer leaves, and undone where that is an error.
    deferred: as write, but the view says when it begins (`kernel.deferred`), and looks and works before.
    own: the view opens and ends them itself; the door is guarded in one before it.
    none: there is none, and nobody is asked who they are (streams, health checks).
    """
    return partial(MODES.put, said=mode)
