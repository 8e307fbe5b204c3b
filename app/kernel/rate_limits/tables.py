"""Rows of rate limits: how often somebody asked in the window that runs now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import Base, UTCDateTime


class RateLimit(Base):
    """A counter that all servers share; its key is a hash, so that no address or account stands in it."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    hits: Mapped[int] = mapped_column(Integer)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
