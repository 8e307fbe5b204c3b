"""Who does the lanes of a process."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assignment.tables import LaneMapping


def mappings_by_lane(session: Session, process_id: str) -> dict[str, list[LaneMapping]]:
    """Give who does each mapped lane of a process."""
    found: dict[str, list[LaneMapping]] = defaultdict(list)
    for mapping in session.scalars(select(LaneMapping).where(LaneMapping.process_id == process_id)):
        found[mapping.lane].append(mapping)
    return found
