"""Rows of the embedded adapter, and of what both adapters share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import Base, JSONText, UTCDateTime

QUEUED, RUNNING, FAILED = "queued", "running", "failed"
NUMBER = BigInteger().with_variant(Integer, "sqlite")


class Job(Base):
    """A piece of work that waits, runs under a lease, or failed for good; a finished one is gone."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_run_at", "state", "run_at"),
        Index("ix_job_state_turn", "state", "turn"),
        Index(
            "ix_job_source",
            "source",
            "state",
            sqlite_where=text("source IS NOT NULL"),
            postgresql_where=text("source IS NOT NULL"),
        ),
        Index("ix_job_lock", "lock", sqlite_where=text("lock IS NOT NULL"), postgresql_where=text("lock IS NOT NULL")),
        Index(
            "uq_job_running_lock",
            "lock",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(NUMBER, primary_key=True, autoincrement=True)
    task: Mapped[str] = mapped_column(String(100))
    args: Mapped[dict[str, Any]] = mapped_column(JSONText)
    state: Mapped[str] = mapped_column(String(10), default=QUEUED)
    run_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lock: Mapped[str | None] = mapped_column(String(200))
    # Whose work it is, and when its turn is among everybody's: see `jobs.fairness`.
    source: Mapped[str | None] = mapped_column(String(40))
    turn: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    fence: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PeriodicJob(Base):
    """When a repeating task is due next; whoever moves `due_at` on defers the job."""

    __tablename__ = "job_periodic"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)


class JobNote(Base):
    """What we note of a Procrastinate job: that its effects are committed (a second run does nothing), or its error."""

    __tablename__ = "job_note"

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    error: Mapped[str | None] = mapped_column(Text)
