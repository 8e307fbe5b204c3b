"""Rows of targets: where a process goes when a version of it goes live, and what became of each delivery."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, UTCDateTime, pk
from app.kernel.i18n.stored import Said


class Target(Base):
    """A place that gets each version of a process: a branch of a git repository, or an engine.

    `place` is a path under the address of the connector; of a repository on this server without one, its folder.
    """

    __tablename__ = "target"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    connector_id: Mapped[str | None] = mapped_column(ID, ForeignKey("connector.id", ondelete="SET NULL"), index=True)
    place: Mapped[str] = mapped_column(String(500), default="")
    branch: Mapped[str] = mapped_column(String(200), default="")
    folder: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Delivery(Base):
    """A version on its way to a target; `receipt` is what the other side calls it: a commit, a deployment."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_target", "target_id", "id"),)

    id: Mapped[str] = pk()
    target_id: Mapped[str] = mapped_column(ID, ForeignKey("target.id", ondelete="CASCADE"))
    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    series: Mapped[int] = mapped_column(default=1)
    available_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    words: Mapped[str] = mapped_column(Said, default="")
    receipt: Mapped[str] = mapped_column(String(200), default="")


class DeliveryAttempt(Base):
    """One attempt to deliver, for people to read; never with secrets or what was sent."""

    __tablename__ = "delivery_attempt"

    id: Mapped[str] = pk()
    delivery_id: Mapped[str] = mapped_column(ID, ForeignKey("delivery.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    milliseconds: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Said)
