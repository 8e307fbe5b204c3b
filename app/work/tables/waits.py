"""Rows of what instances wait for: timers, subscriptions, and what a message must say to go to one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import ID, Base, JSONText, UTCDateTime
from app.work.tables.instances import STEP_ID, TASK_ID

HASH = String(32)
UNKEYED = text("keyed IS NULL")


class Timer(Base):
    """A moment at which an instance goes on by itself; `held` while the instance is suspended."""

    __tablename__ = "timer"

    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True)
    task_id: Mapped[str] = mapped_column(TASK_ID, primary_key=True)
    step_id: Mapped[str] = mapped_column(STEP_ID)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    held: Mapped[bool | None] = mapped_column()

    __table_args__ = (
        Index(
            "ix_timer_due", "due_at", postgresql_where=text("held IS NULL"), sqlite_where=text("held IS NULL")
        ),
    )  # fmt: skip


class Subscription(Base):
    """A message or signal that an instance waits for."""

    __tablename__ = "subscription"

    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True)
    task_id: Mapped[str] = mapped_column(TASK_ID, primary_key=True)
    step_id: Mapped[str] = mapped_column(STEP_ID)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(255))
    correlation: Mapped[dict[str, Any]] = mapped_column(JSONText)
    # Whether its keys are written; those that an earlier release stored get theirs in the background.
    keyed: Mapped[bool | None] = mapped_column()

    __table_args__ = (
        Index("ix_subscription_kind_name_instance", "kind", "name", "instance_id", "task_id"),
        Index("ix_subscription_unkeyed", "kind", postgresql_where=UNKEYED, sqlite_where=UNKEYED),
    )


class SubscriptionKey(Base):
    """One name and value that a message may name to go to this subscription, as a hash with the message's name."""

    __tablename__ = "subscription_key"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    instance_id: Mapped[str] = mapped_column(ID, primary_key=True)
    task_id: Mapped[str] = mapped_column(TASK_ID, primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["instance_id", "task_id"], ["subscription.instance_id", "subscription.task_id"], ondelete="CASCADE"
        ),
        Index("ix_subscription_key_instance_id", "instance_id", "task_id"),
    )
