"""Rows about who does the work: candidates of a task, lanes, groups that steps name, absences."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.tables.instances import STEP_ID, TASK_ID
from app.kernel.db.database import ID, Base, UTCDateTime, pk

LONGEST_LANE = 255


class Candidate(Base):
    """A person or group that a task is for, instead of those of its lane."""

    __tablename__ = "task_candidate"

    id: Mapped[str] = pk()
    task_id: Mapped[str] = mapped_column(TASK_ID, ForeignKey("task.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ID, ForeignKey("people_group.id"), index=True)
    # For whom this person stands in, where the task is theirs only for that.
    for_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))


class StepGroup(Base):
    """A word by which a step of a version means a group, as its model writes it, or the id that a rule for it names.

    Those with the same `choice` do the step together; none where people are named beside them.
    """

    __tablename__ = "step_group"

    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"), primary_key=True)
    step_id: Mapped[str] = mapped_column(STEP_ID, primary_key=True)
    word: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    choice: Mapped[str | None] = mapped_column(String(120))
    by_rule: Mapped[bool] = mapped_column(default=False)


class Absence(Base):
    """A time in which somebody is away, and who does their work meanwhile."""

    __tablename__ = "absence"

    id: Mapped[str] = pk()
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    substitute_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_absence_substitute", "substitute_id", "ends_at"),
        Index("ix_absence_person", "person_id", "ends_at"),
    )


class LaneMapping(Base):
    """Who does the work of a lane: a unit, a role, a group or a person; no row for a lane means everybody."""

    __tablename__ = "lane_mapping"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    lane: Mapped[str] = mapped_column(String(LONGEST_LANE))
    unit_id: Mapped[str | None] = mapped_column(ID, ForeignKey("unit.id"))
    unit_path: Mapped[str | None] = mapped_column(String(500))
    role: Mapped[str | None] = mapped_column(String(20))
    group_id: Mapped[str | None] = mapped_column(ID, ForeignKey("people_group.id"))
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))

    __table_args__ = (Index("ix_lane_mapping_process_lane", "process_id", "lane"),)
