"""Rows of what could not go on: one for each step of an instance, or job about it, that somebody has to look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.tables.instances import STEP_ID, TASK_ID, Instance
from app.catalog.tables import Process
from app.kernel.db.database import ID, Base, UTCDateTime, pk
from app.kernel.i18n.stored import Said

OPEN = text("closed_at IS NULL")


class Incident(Base):
    """A step that could not go on, until it does; `kind` is script, error, stuck, external, http, mail, call or job."""

    __tablename__ = "incident"

    id: Mapped[str] = pk()
    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id", ondelete="CASCADE"), index=True)
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    task_id: Mapped[str] = mapped_column(TASK_ID)
    step_id: Mapped[str] = mapped_column(STEP_ID)
    step_name: Mapped[str] = mapped_column(Said)
    kind: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Said)
    attempts: Mapped[int] = mapped_column(default=1)
    job_id: Mapped[str | None] = mapped_column(String(40))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[str | None] = mapped_column(ID)

    instance: Mapped[Instance] = relationship(lazy="raise_on_sql")
    process: Mapped[Process] = relationship(lazy="raise_on_sql", viewonly=True)

    __table_args__ = (
        Index("ix_incident_open", "process_id", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_incident_process", "process_id", "id"),
    )
