"""Tell people something, each of them once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.kernel import clock, live
from app.kernel.ids import new_id
from app.notices.tables import Notice

LONGEST = 500


def tell(
    session: Session, people: Iterable[str | None], kind: str, words: str, url: str, key: str,
    process_id: str | None = None, but: str | None = None,
) -> None:  # fmt: skip
    """Leave a notice with each of these people but one; a second one of the same `key` is not left."""
    told = sorted({person for person in people if person} - {but or ""})
    if not told:
        return
    now = clock.now()
    rows = [
        {
            "id": new_id(), "person_id": person, "kind": kind, "process_id": process_id, "words": words[:LONGEST],
            "url": url, "event_key": key[:120], "at": now,
        }
        for person in told
    ]  # fmt: skip
    dialect = sqlite if session.info["database"].is_sqlite else postgresql
    session.execute(dialect.insert(Notice.__table__).on_conflict_do_nothing(), rows)
    live.ping(session, *(f"person:{person}" for person in told))
