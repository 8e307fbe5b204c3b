"""Rows of decision policies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, JSONText, UTCDateTime


class ProcessPolicy(Base):
    """A version of a process's policy; the highest number counts, earlier ones stay for what began under them."""

    __tablename__ = "process_policy"

    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONText)
    by: Mapped[str] = mapped_column(ID)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
