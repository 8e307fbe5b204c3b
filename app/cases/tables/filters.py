"""Rows of the views that people keep."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, JSONText, pk


class SavedFilter(Base):
    """A view of the inbox or of the cases that a person keeps under a name; pinned ones stand on top."""

    __tablename__ = "saved_filter"

    id: Mapped[str] = pk()
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), index=True)
    page: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    narrow: Mapped[dict[str, str]] = mapped_column(JSONText)
    pinned: Mapped[bool] = mapped_column(default=False)
