"""Rows of notices: what each person is told, and how they want it by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, UTCDateTime, pk
from app.kernel.i18n.stored import Said

MODES = ("off", "instant", "daily")
_UNREAD = text("read_at IS NULL")
_UNMAILED = text("mailed_at IS NULL")


class Notice(Base):
    """Something one person is told; `event_key` makes sure that they are told once."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "event_key"),
        Index("ix_notice_unread", "person_id", postgresql_where=_UNREAD, sqlite_where=_UNREAD),
        Index("ix_notice_unmailed", "person_id", "at", postgresql_where=_UNMAILED, sqlite_where=_UNMAILED),
        Index("ix_notice_person_id", "person_id", "id"),
    )

    id: Mapped[str] = pk()
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    process_id: Mapped[str | None] = mapped_column(ID, ForeignKey("process.id"))
    words: Mapped[str] = mapped_column(Said)
    url: Mapped[str] = mapped_column(Text)
    event_key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class MailPreference(Base):
    """How a person wants mail; `token_hash` finds them by the link in each mail, without signing in."""

    __tablename__ = "mail_preference"

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True)
    mode: Mapped[str] = mapped_column(String(10), default="daily")
    hour: Mapped[int] = mapped_column(default=7)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
