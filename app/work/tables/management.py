"""Rows about who does the work: named candidates of a task, absences with a substitute, saved filters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import ID, Base, JSONText, UTCDateTime, pk
from app.work.tables.instances import TASK_ID


class Candidate(Base):
    """A person or group that a task is for, instead of those of its lane."""

    __tablename__ = "task_candidate"

    id: Mapped[str] = pk()
    task_id: Mapped[str] = mapped_column(TASK_ID, ForeignKey("task.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ID, ForeignKey("people_group.id"), index=True)
    # For whom this person stands in, where the task is theirs only for that.
    for_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))


class Absence(Base):
    """A time in which somebody is away, and who does their work meanwhile."""

    __tablename__ = "absence"

    id: Mapped[str] = pk()
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    substitute_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_absence_substitute", "substitute_id", "ends_at"),
        Index("ix_absence_person", "person_id", "ends_at"),
    )


class SavedFilter(Base):
    """A view of the inbox or of the cases that a person keeps under a name; pinned ones stand on top."""

    __tablename__ = "saved_filter"

    id: Mapped[str] = pk()
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), index=True)
    page: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    narrow: Mapped[dict[str, str]] = mapped_column(JSONText)
    pinned: Mapped[bool] = mapped_column(default=False)
