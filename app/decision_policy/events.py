"""What decision policies tell other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import PublicEvent


@dataclass(frozen=True)
class PolicyChanged(PublicEvent):
    """The owner changed how a process is decided about; running ballots keep the rule they began with."""

    name = "process.policy_changed"
    process_id: str
    number: int
    actor_id: str
