"""Rows of messages and of who waits for them: subscriptions with their keys, what came in, what starts cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.tables.instances import STEP_ID, TASK_ID
from app.kernel.db.database import ID, Base, JSONText, UTCDateTime, pk
from app.kernel.i18n.stored import Said

HASH = String(32)
UNKEYED = text("keyed IS NULL")


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


WAITING, DELIVERED, EXPIRED = "waiting", "delivered", "expired"


class Message(Base):
    """The inbox: what came, who took it, and until when it waits for somebody; `probe` is what it is found by."""

    __tablename__ = "message"

    id: Mapped[str] = pk()
    kind: Mapped[str] = mapped_column(String(10), default="message", server_default="message")
    name: Mapped[str] = mapped_column(String(255), index=True)
    correlation: Mapped[dict[str, Any]] = mapped_column(JSONText)
    data: Mapped[dict[str, Any]] = mapped_column(JSONText)
    state: Mapped[str] = mapped_column(String(10), default=WAITING, server_default=EXPIRED)
    probe: Mapped[str | None] = mapped_column(HASH)
    delivered_to: Mapped[str | None] = mapped_column(ID, ForeignKey("instance.id"))
    delivered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_by: Mapped[str | None] = mapped_column(ID)
    from_id: Mapped[str | None] = mapped_column(ID)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "ix_message_probe", "probe", "id",
            postgresql_where=text("state = 'waiting'"), sqlite_where=text("state = 'waiting'"),
        ),
        Index("ix_message_state", "state", "id"),
        Index("ix_message_expires_at", "state", "expires_at"),
        Index("ix_message_delivered_to", "delivered_to"),
    )  # fmt: skip


class Trigger(Base):
    """What starts an instance of a process's live version by itself: a message, a signal or a moment in time."""

    __tablename__ = "trigger_event"

    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"), primary_key=True)
    step_id: Mapped[str] = mapped_column(STEP_ID, primary_key=True)
    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    step_name: Mapped[str] = mapped_column(Said)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(255))
    # A timer's: the time as the model writes it, when it is due next, and what the engine keeps of a repetition.
    time_kind: Mapped[str | None] = mapped_column(String(20))
    time: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    repeats: Mapped[dict[str, Any] | None] = mapped_column(JSONText)
    fired: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_trigger_event_kind_name", "kind", "name"),
        Index(
            "ix_trigger_event_due_at", "due_at",
            postgresql_where=text("due_at IS NOT NULL"), sqlite_where=text("due_at IS NOT NULL"),
        ),
    )  # fmt: skip
