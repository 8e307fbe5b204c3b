"""Is a process sound: can it always end, does nothing get stuck, is every step reachable? A bounded token game."""

from __future__ import annotations

from processes.model.soundness.explore import MOST_STATES, Verdict, verdict_of
from processes.model.soundness.verdicts import findings, soundness

__all__ = ["MOST_STATES", "Verdict", "findings", "soundness", "verdict_of"]
