"""Where the work of a case stands, without a look at what it knows."""

from __future__ import annotations

from datetime import datetime

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.stored import state as states


def standing(definition: Definition, state: bytes, now: datetime) -> frozenset[str]:
    """The ids of the elements at which tokens stand, those round them counted; not of what only watches."""
    tokens = states.load(definition, state, now).tokens()
    return frozenset(t.task_spec.shown_at for t in tokens if t.task_spec.shown_at and not t.on_watch)
