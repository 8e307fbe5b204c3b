"""Drafts of processes and of their next versions, with the files that go with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.catalog.tables import LONGEST_KEY, LONGEST_TITLE
from app.kernel.db.database import ID, Base, Blob, JSONText, UTCDateTime, pk
from app.kernel.i18n.stored import Said, SaidJSON
from app.kernel.times import clock


class ProcessDraft(Base):
    """A file that its author keeps until they publish it: a new process, or the next version of `process_id`.

    `runs`, `runs_as`, `why` and `assumptions` are what the engine made of it when it was loaded; `mode` is what was
    asked for. `lanes` are mappings of lanes as `assignment.actions.map_lanes` takes them.
    """

    __tablename__ = "process_draft"

    id: Mapped[str] = pk()
    author_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    process_id: Mapped[str | None] = mapped_column(ID, ForeignKey("process.id"), index=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), default="")
    # No foreign key: it is looked at when the draft is published, and a unit may go before.
    unit_id: Mapped[str | None] = mapped_column(ID)
    visibility: Mapped[str] = mapped_column(String(20), default="organisation")
    mode: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    xml: Mapped[bytes] = mapped_column(Blob, deferred=True)
    runs: Mapped[bool] = mapped_column(default=False)
    runs_as: Mapped[str | None] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(Said)
    assumptions: Mapped[list[dict[str, Any]]] = mapped_column(SaidJSON, default=list)
    lanes: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    __table_args__ = (Index("ix_process_draft_author_id_id", "author_id", "id"),)


class DraftFile(Base):
    """A decision table or form beside the model of a draft."""

    __tablename__ = "process_draft_file"

    draft_id: Mapped[str] = mapped_column(ID, ForeignKey("process_draft.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    content: Mapped[bytes] = mapped_column(Blob)
