"""What processes that do the same work tell other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import PublicEvent


@dataclass(frozen=True)
class VariantCreated(PublicEvent):
    """A process was begun with the model of another one, as a variant of it."""

    name = "variant.created"
    about = "process"
    process_id: str
    parent_id: str
    actor_id: str
