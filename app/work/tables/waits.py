"""Rows of what instances wait for: timers, subscriptions, and the inbox of messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import ID, Base, JSONText, UTCDateTime, pk
from app.work.tables.instances import STEP_ID, TASK_ID


class Timer(Base):
    """A moment at which an instance goes on by itself."""

    __tablename__ = "timer"

    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True)
    task_id: Mapped[str] = mapped_column(TASK_ID, primary_key=True)
    step_id: Mapped[str] = mapped_column(STEP_ID)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Subscription(Base):
    """A message or signal that an instance waits for."""

    __tablename__ = "subscription"

    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True)
    task_id: Mapped[str] = mapped_column(TASK_ID, primary_key=True)
    step_id: Mapped[str] = mapped_column(STEP_ID)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(255))
    correlation: Mapped[dict[str, Any]] = mapped_column(JSONText)

    __table_args__ = (Index("ix_subscription_kind_name", "kind", "name"),)


class Message(Base):
    """The inbox of messages: what came, and which instance took it."""

    __tablename__ = "message"

    id: Mapped[str] = pk()
    name: Mapped[str] = mapped_column(String(255), index=True)
    correlation: Mapped[dict[str, Any]] = mapped_column(JSONText)
    data: Mapped[dict[str, Any]] = mapped_column(JSONText)
    delivered_to: Mapped[str | None] = mapped_column(ID, ForeignKey("instance.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
