"""Rows that say who does the work of a lane."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import ID, Base, pk


class LaneMapping(Base):
    """Who does the work of a lane: a unit, a role, a group or a person; no row for a lane means everybody."""

    __tablename__ = "lane_mapping"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    lane: Mapped[str] = mapped_column(String(255))
    unit_id: Mapped[str | None] = mapped_column(ID, ForeignKey("unit.id"))
    unit_path: Mapped[str | None] = mapped_column(String(500))
    role: Mapped[str | None] = mapped_column(String(20))
    group_id: Mapped[str | None] = mapped_column(ID, ForeignKey("people_group.id"))
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))

    __table_args__ = (Index("ix_lane_mapping_process_lane", "process_id", "lane"),)
