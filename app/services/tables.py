"""Rows of services: what may be called, with which secrets, and what is being carried out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, JSONText, UTCDateTime, Versioned, pk
from app.kernel.i18n.stored import Said

TASK_ID = String(40)
STEP_ID = String(255)


class Connector(Versioned, Base):
    """A service that processes may call by HTTP: nothing else on the network can be reached."""

    __tablename__ = "connector"

    id: Mapped[str] = pk()
    name: Mapped[str] = mapped_column(String(80), unique=True)
    base_url: Mapped[str] = mapped_column(String(500))
    methods: Mapped[list[str]] = mapped_column(JSONText)
    headers: Mapped[dict[str, str]] = mapped_column(JSONText)
    private: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[int] = mapped_column(default=10)
    attempts: Mapped[int] = mapped_column(default=5)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Secret(Base):
    """A value that requests carry and nobody reads again; `sealed` opens only with the key beside the database."""

    __tablename__ = "connector_secret"

    id: Mapped[str] = pk()
    name: Mapped[str] = mapped_column(String(80), unique=True)
    connector_id: Mapped[str | None] = mapped_column(ID, ForeignKey("connector.id"), index=True)
    sealed: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str | None] = mapped_column(ID)


class MailPolicy(Base):
    """To whom processes may send mail; one row."""

    __tablename__ = "mail_policy"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    people: Mapped[bool] = mapped_column(default=True)
    domains: Mapped[list[str]] = mapped_column(JSONText)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str | None] = mapped_column(ID)


class ServiceTask(Base):
    """A step that a service has to carry out; a worker holds it by `lock` until `locked_until`."""

    __tablename__ = "service_task"

    task_id: Mapped[str] = mapped_column(TASK_ID, primary_key=True)
    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id", ondelete="CASCADE"), index=True)
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    step_id: Mapped[str] = mapped_column(STEP_ID)
    step_name: Mapped[str] = mapped_column(Said)
    kind: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="ready")
    attempts: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=3)
    series: Mapped[int] = mapped_column(default=1)
    settled: Mapped[bool] = mapped_column(default=False)
    sent_to: Mapped[list[str] | None] = mapped_column(JSONText)
    worker: Mapped[str | None] = mapped_column(String(200))
    lock: Mapped[str | None] = mapped_column(String(40))
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    available_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "ix_service_task_topic", "topic", "available_at", "task_id",
            postgresql_where=text("kind = 'external' AND state = 'ready'"),
            sqlite_where=text("kind = 'external' AND state = 'ready'"),
        ),
    )  # fmt: skip


class ServiceAttempt(Base):
    """One attempt to carry a step out, for people to read; never with secrets or what was sent."""

    __tablename__ = "service_attempt"

    id: Mapped[str] = pk()
    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id", ondelete="CASCADE"), index=True)
    task_id: Mapped[str] = mapped_column(TASK_ID)
    step_id: Mapped[str] = mapped_column(STEP_ID)
    step_name: Mapped[str] = mapped_column(Said)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    milliseconds: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Said)
    worker: Mapped[str | None] = mapped_column(String(200))
