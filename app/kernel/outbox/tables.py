"""Rows of the outbox, and of what counts them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, JSONText, UTCDateTime, pk

NUMBER = BigInteger().with_variant(Integer, "sqlite")
UNNUMBERED = text("seq IS NULL")


class OutboxEvent(Base):
    """A public event; `seq` is its place in the order in which all read it, given when somebody reads."""

    __tablename__ = "outbox_event"

    id: Mapped[str] = pk()
    seq: Mapped[int | None] = mapped_column(NUMBER, unique=True)
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer)
    # What happened to what, by ids; whom it concerns may be gone by now, so nothing here refers to other rows.
    subject: Mapped[str] = mapped_column(String(200))
    process_id: Mapped[str | None] = mapped_column(ID)
    actor_id: Mapped[str | None] = mapped_column(ID)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONText)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    __table_args__ = (Index("ix_outbox_event_unnumbered", "id", postgresql_where=UNNUMBERED, sqlite_where=UNNUMBERED),)


class OutboxHead(Base):
    """The single row that says which number was given last; locking it orders those who give some."""

    __tablename__ = "outbox_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(NUMBER)
