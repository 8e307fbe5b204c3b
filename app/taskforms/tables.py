"""Rows of filling in forms: what somebody has typed so far, and the files that came with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.tables.instances import TASK_ID
from app.kernel.db.database import ID, Base, JSONText, UTCDateTime, pk


class Draft(Base):
    """What one person has typed into the form of a task so far; nobody else sees it, gone when the task is done."""

    __tablename__ = "task_draft"

    task_id: Mapped[str] = mapped_column(TASK_ID, ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSONText)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class FormFile(Base):
    """A file that somebody sent with a form; its content lies in the files' folder under the name `kept_as`.

    `attached_at` says since when the data of its instance refers to it; without, it is only its sender's, and goes.
    """

    __tablename__ = "form_file"

    id: Mapped[str] = pk()
    instance_id: Mapped[str | None] = mapped_column(ID, ForeignKey("instance.id", ondelete="SET NULL"))
    task_id: Mapped[str | None] = mapped_column(TASK_ID)
    sender_id: Mapped[str | None] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    kept_as: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attached_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_form_file_instance_id", "instance_id"),
        Index("ix_form_file_sender_id", "sender_id", "attached_at"),
        Index("ix_form_file_created_at", "attached_at", "created_at"),
    )
