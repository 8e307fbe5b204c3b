"""Rows of moments at which instances go on by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.tables.instances import STEP_ID, TASK_ID
from app.kernel.db.database import ID, Base, UTCDateTime


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
