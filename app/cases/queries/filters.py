"""The filters that a person keeps."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import SavedFilter


def saved_filters(session: Session, person_id: str, page: str | None = None) -> list[SavedFilter]:
    """Give a person's filters, of one page or of all, pinned ones first, then by name."""
    statement = select(SavedFilter).where(SavedFilter.person_id == person_id)
    if page is not None:
        statement = statement.where(SavedFilter.page == page)
    return list(session.scalars(statement.order_by(SavedFilter.pinned.desc(), SavedFilter.name, SavedFilter.id)))
