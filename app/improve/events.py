"""What the workshop tells other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class ChangeShared(Event):
    """A change that is put together was shared with somebody who may work on it from now on."""

    name = "change_draft.shared"
    draft_id: str
    process_id: str
    person_id: str
    actor_id: str
