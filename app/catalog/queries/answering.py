"""Who answers for a process: its owner, and whoever is there where the owner has left."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import actors, holders
from app.catalog.tables import Process


def answering(session: Session, process: Process) -> set[str]:
    """Give the owner; where they have left, the managers of its unit; where there are none, the administrators."""
    if actors(session, [process.owner_id]):
        return {process.owner_id}
    return holders(session, "manager", unit_path=process.unit_path) or holders(
        session, "admin", unit_path=process.unit_path
    )
