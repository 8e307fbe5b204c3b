"""Rows of impact: what was worked out for each proposal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, UTCDateTime
from app.kernel.i18n.stored import SaidJSON


class Forecast(Base):
    """What a proposal would do to running work: the last answer, and how far the next one is worked out.

    `run` names the computation that goes on, so that one which was overtaken stops; `draft` is what it has found.
    """

    __tablename__ = "forecast"

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id"), primary_key=True)
    result: Mapped[dict[str, Any] | None] = mapped_column(SaidJSON)
    as_of: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    seconds: Mapped[float] = mapped_column(default=0.0)
    run: Mapped[str | None] = mapped_column(ID)
    draft: Mapped[dict[str, Any] | None] = mapped_column(SaidJSON)
    seen: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
