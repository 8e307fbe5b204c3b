"""What targets tell other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class DeliveryFailed(Event):
    """A version could not be delivered, and nothing tries it again by itself."""

    name = "delivery.failed"
    delivery_id: str
    process_id: str
    number: int
    words: str
