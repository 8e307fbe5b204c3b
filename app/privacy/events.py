"""What happens with all that somebody has that other features may want to hear of."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class HandedOver(Event):
    """A person goes on with what another had, in words as “3 open tasks, 1 process”; `work` where tasks are in it."""

    name = "person.handed_over"
    person_id: str
    to_id: str
    actor_id: str
    words: str
    work: bool
