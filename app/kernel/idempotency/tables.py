"""Rows of idempotency: which key or form was used for which request, and what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, JSONText, UTCDateTime

LONGEST = 200


class IdempotencyKey(Base):
    """A key somebody used, for which request, and what was answered; `parts` says what of it stands elsewhere."""

    __tablename__ = "idempotency_key"

    person_id: Mapped[str] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    content_type: Mapped[str] = mapped_column(String(100))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    parts: Mapped[list[Any] | None] = mapped_column(JSONText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class AnswerPart(Base):
    """A large value of one or more stored answers, once for all of them, by the hash of its JSON."""

    __tablename__ = "answer_part"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class SentForm(Base):
    """A form of a page that took effect: the hash of what it said last, and where the answer led, with what it said."""

    __tablename__ = "sent_form"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(Text)
    messages: Mapped[list[Any]] = mapped_column(JSONText)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
