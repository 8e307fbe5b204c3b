"""Take a running instance to another version: plan it token by token in words, then carry the plan out."""

from __future__ import annotations

from datetime import datetime

from processes.engine import state as states
from processes.engine.compile.definition import Definition
from processes.engine.migrate.carry import carry
from processes.engine.migrate.planning import planned
from processes.engine.run.turn import turn_of
from processes.engine.values import Migrated, Plan

__all__ = ["migrate", "plan"]
_ANY_TIME = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def plan(old: Definition, new: Definition, state: bytes) -> Plan:
    """What would happen to each open step of an instance; changes nothing."""
    return planned(states.load(old, state, _ANY_TIME), new)


def migrate(old: Definition, new: Definition, state: bytes, now: datetime) -> Migrated:
    """Take an instance along; one that has to stay is left as it is."""
    instance = states.load(old, state, now)
    decided = planned(instance, new)
    if decided.verdict == "stayed":
        return Migrated("stayed", decided.words, None)
    carried = carry(instance, new, decided.moves)
    return Migrated(decided.verdict, decided.words, turn_of(carried))
