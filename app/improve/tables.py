"""Changes that somebody puts together, alone or with others, before they are proposed: every state that they had."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, JSONText, UTCDateTime, Versioned, pk

LONGEST_TITLE = 200


class ChangeDraft(Versioned, Base):
    """A change on its way to a proposal; `at` is the state that holds, `last` the newest that there was.

    The title is '' while the one that is offered holds. `answers_id` is the proposal against which it is put together.
    """

    __tablename__ = "change_draft"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"), index=True)
    author_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    answers_id: Mapped[str | None] = mapped_column(ID, ForeignKey("proposal.id"))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[int] = mapped_column(default=0)
    last: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (Index("ix_change_draft_author_id_id", "author_id", "id"),)


class ChangeDraftState(Base):
    """What a draft asked for at a time, in operations; `parent` is the state before it, to which undoing leads."""

    __tablename__ = "change_draft_state"

    draft_id: Mapped[str] = mapped_column(ID, ForeignKey("change_draft.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    parent: Mapped[int | None]
    operations: Mapped[list[dict[str, Any]]] = mapped_column(JSONText)
    by: Mapped[str] = mapped_column(ID)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ChangeDraftPerson(Base):
    """Somebody else who works on a draft."""

    __tablename__ = "change_draft_person"

    draft_id: Mapped[str] = mapped_column(ID, ForeignKey("change_draft.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
