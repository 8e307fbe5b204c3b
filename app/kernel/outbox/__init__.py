"""The outbox: public events as rows, written with what they tell of, to be read later in one order."""

from app.kernel.outbox.box import events_after, write
from app.kernel.outbox.tables import OutboxEvent, OutboxHead

__all__ = ["OutboxEvent", "OutboxHead", "events_after", "write"]
