"""When somebody had a task who then gave it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Insert, insert, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.tables.instances import TASK_ID, Serial, Task
from app.kernel.db.database import ID, Base, UTCDateTime


class Hold(Base):
    """That somebody had a task from one moment to another, and gave it back to everybody; not who it was."""

    __tablename__ = "task_hold"

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id"), index=True)
    task_id: Mapped[str] = mapped_column(TASK_ID, ForeignKey("task.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime] = mapped_column(UTCDateTime)


def hold_ends(now: datetime, *which: ColumnElement[bool]) -> Insert:
    """Give the statement that keeps how long somebody has had these tasks; to run before they go back."""
    held = select(Task.instance_id, Task.id, Task.claimed_at, literal(now, UTCDateTime()))
    return insert(Hold).from_select(
        ["instance_id", "task_id", "since", "until"], held.where(Task.claimed_at.is_not(None), *which)
    )
