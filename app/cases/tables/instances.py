"""Rows of running work: instances, their open tasks, and the append-only step log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    bindparam,
    case,
    literal,
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.catalog.tables import Process, Version
from app.kernel.db.database import ID, Base, Blob, JSONText, UTCDateTime, Versioned, pk
from app.kernel.i18n.stored import Said
from processes import engine, forms

TASK_ID = String(40)
STEP_ID = String(255)
# A case that has failed in one place goes on in others, and is not over; a suspended one only waits.
GOING = ("running", "failed")
ALIVE = (*GOING, "suspended")
Serial = BigInteger().with_variant(Integer, "sqlite")


class FormJSON(JSONText):
    """The form of a task; what its ways are called is kept without a language."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write JSON, or NULL for None."""
        return super().process_bind_param(value and forms.kept(value), dialect)


def where_known(name: str, column: str) -> Index:
    """Give an index of the rows that have a value in this column; the others cost nothing."""
    known = text(f"{column} IS NOT NULL")
    return Index(name, column, postgresql_where=known, sqlite_where=known)


class Instance(Versioned, Base):
    """One running case of a version; `blob` is the engine's state, gone when the case has ended.

    Large values of the data stand in a column of their own, which is written only when they change; the state leaves
    them out. `data` and `blob` put both together.
    """

    __tablename__ = "instance"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    state: Mapped[str] = mapped_column(String(12))
    business_key: Mapped[str | None] = mapped_column(String(200), index=True)
    small: Mapped[dict[str, Any]] = mapped_column("data", JSONText)
    large: Mapped[dict[str, Any] | None] = mapped_column(JSONText)
    thin: Mapped[bytes | None] = deferred(mapped_column("blob", Blob))
    waits: Mapped[bool] = mapped_column(default=False)
    incidents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    started_by: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Where another case called this one: by which of its tasks, how deep, and which case stands at the top of all.
    parent_id: Mapped[str | None] = mapped_column(ID, ForeignKey("instance.id"))
    parent_task_id: Mapped[str | None] = mapped_column(TASK_ID)
    root_id: Mapped[str | None] = mapped_column(ID)
    depth: Mapped[int | None] = mapped_column(Integer)
    # Whether this case has ever called another one.
    calls: Mapped[bool | None] = mapped_column()
    # How many cases in a row, each begun at once by what the one before threw, have led to this one.
    chain: Mapped[int | None] = mapped_column(Integer)
    # The case at the beginning of those.
    origin_id: Mapped[str | None] = mapped_column(ID)

    process: Mapped[Process] = relationship(lazy="raise_on_sql")
    version: Mapped[Version] = relationship(lazy="raise_on_sql")

    @property
    def data(self) -> dict[str, Any]:
        """What the case knows."""
        return {**self.small, **self.large} if self.large else self.small

    @property
    def blob(self) -> bytes | None:
        """The engine's state, whole."""
        return self.thin and engine.with_large(self.thin, self.large or {})

    __table_args__ = (
        Index("ix_instance_process_state", "process_id", "state", "id"),
        Index("ix_instance_version_state", "version_id", "state", "id"),
        Index("ix_instance_state", "state", "id"),
        Index("ix_instance_started_by", "started_by", "id"),
        Index("ix_instance_process_started", "process_id", "started_at"),
        Index("ix_instance_process_ended", "process_id", "ended_at"),
        *(where_known(f"ix_instance_{name}", name) for name in ("parent_id", "parent_task_id", "root_id", "origin_id")),
    )


class Task(Base):
    """A piece of work of an instance; `form` and `data` are kept only while it is open."""

    __tablename__ = "task"

    id: Mapped[str] = mapped_column(TASK_ID, primary_key=True)
    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id"), index=True)
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    step_id: Mapped[str] = mapped_column(STEP_ID)
    step_name: Mapped[str] = mapped_column(Said)
    lane: Mapped[str] = mapped_column(String(255), default="")
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="open")
    form: Mapped[dict[str, Any] | None] = mapped_column(FormJSON)
    data: Mapped[dict[str, Any] | None] = mapped_column(JSONText)
    claimed_by: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    # Since when somebody has had it without a break: kept when it is handed over, gone when it is given back to all.
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    # Whether anybody has kept a draft of the form, to be deleted when the task is done.
    drafted: Mapped[bool | None] = mapped_column()
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # From 0 to 100; 50 where nobody says.
    priority: Mapped[int | None] = mapped_column(Integer)
    # Whether it has candidates of its own, instead of those of its lane.
    has_candidates: Mapped[bool | None] = mapped_column("named")
    # Steps, as “,a,b,”: who did one of them in this case may not do this.
    separated_from: Mapped[str | None] = mapped_column("apart", Text)
    # Before this moment nobody need look at it, so that it is not late before, either.
    follow_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    delegated_by: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    # Whose work it is, where somebody has it, or did it, who stands in for them.
    for_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    # Who had it, or was meant, and has gone: until somebody takes it.
    freed_from: Mapped[str | None] = mapped_column(ID)
    # How often it was said that this is overdue.
    escalated: Mapped[int | None] = mapped_column(Integer)

    instance: Mapped[Instance] = relationship(lazy="raise_on_sql")
    process: Mapped[Process] = relationship(lazy="raise_on_sql", viewonly=True)
    version: Mapped[Version] = relationship(lazy="raise_on_sql", viewonly=True)

    __table_args__ = (
        Index(
            "ix_task_open",
            "opened_at",
            "id",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
        Index("ix_task_process_step_state", "process_id", "step_id", "state"),
        Index("ix_task_claimed", "claimed_by", "state"),
        where_known("ix_task_delegated_by", "delegated_by"),
        where_known("ix_task_for_id", "for_id"),
        where_known("ix_task_freed_from", "freed_from"),
        Index(
            "ix_task_due",
            "due_at",
            "id",
            postgresql_where=text("state = 'open' AND due_at IS NOT NULL"),
            sqlite_where=text("state = 'open' AND due_at IS NOT NULL"),
        ),
    )


def claimed_since(now: datetime | None = None) -> ColumnElement[datetime | None]:
    """Since when a task has had somebody who gets, or does, it now: nothing begins anew where a colleague had it.

    Where `now` is left out it is the parameter of that name.
    """
    moment = bindparam("now", type_=UTCDateTime()) if now is None else literal(now, UTCDateTime())
    return case((Task.claimed_by.is_(None), moment), else_=Task.claimed_at)


class StepEvent(Base):
    """What happened at a step of an instance: the history, never changed."""

    __tablename__ = "step_event"

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id"), index=True)
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    event: Mapped[str] = mapped_column(String(24))
    step_id: Mapped[str | None] = mapped_column(STEP_ID)
    step_name: Mapped[str | None] = mapped_column(Said)
    task_id: Mapped[str | None] = mapped_column(TASK_ID)
    actor_id: Mapped[str | None] = mapped_column(ID)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    detail: Mapped[str | None] = mapped_column(Said)
