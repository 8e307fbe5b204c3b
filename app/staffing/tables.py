"""Rows about work that lost its people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.tables.instances import STEP_ID
from app.kernel.db.database import ID, Base, UTCDateTime, pk


class Vacancy(Base):
    """A lane or step of a live version that lost the last person who did it, until somebody does it again.

    Those who can act are told at `tell_at`, with what else there is to tell by then; none once they are.
    """

    __tablename__ = "vacancy"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    lane: Mapped[str] = mapped_column(String(255), default="")
    step_id: Mapped[str] = mapped_column(STEP_ID, default="")
    choice: Mapped[str] = mapped_column(String(120), default="")
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    # The role or group that the person lost, empty where they have left.
    why: Mapped[str] = mapped_column(String(130))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    tell_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("process_id", "lane", "step_id", "choice"),
        Index(
            "ix_vacancy_tell_at", "tell_at",
            postgresql_where=text("tell_at IS NOT NULL"), sqlite_where=text("tell_at IS NOT NULL"),
        ),
    )  # fmt: skip
