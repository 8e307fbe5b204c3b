"""The sentence of a version: what it changes of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.actions.reading import Upload
from app.catalog.queries import Incomparable, Unreadable, live_version
from app.catalog.queries.version_diff import FIRST, UNREADABLE, compared, compared_with
from app.catalog.tables import Process, Version

AT_ONCE = 5  # compared while others wait to write, once after an upgrade


def compare(session: Session, process: Process, upload: Upload, before: Mapping[str, bytes] | None = None) -> Upload:
    """Give an upload with the sentence that says what it changes of the version that is live now.

    Who knows the files `before` need not have them read again.
    """
    return replace(upload, over=process.live_version_id, sentence=_what_changes(session, process, upload, before))


def _what_changes(session: Session, process: Process, upload: Upload, before: Mapping[str, bytes] | None) -> str:
    if process.live_version_id is None:
        return FIRST
    live = live_version(session, process)
    try:
        return compared_with(session, live, upload.model, upload.files, upload.prepared, before).sentence
    except (Unreadable, Incomparable):
        return UNREADABLE


def tell_older(session: Session) -> int:
    """Say of some versions that nobody told what they change; gives of how many. Whoever calls it asks nobody."""
    rows = select(Version).where(Version.sentence.is_(None)).order_by(Version.process_id, Version.number)
    untold = session.scalars(rows.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    ids = {version.process_id for version in untold}
    numbers = {version.number + by for version in untold for by in (-1, 0)}
    near = session.scalars(select(Version).where(Version.process_id.in_(ids), Version.number.in_(numbers)))
    known = {(version.process_id, version.number): version for version in near}
    with session.no_autoflush:
        for version in untold:
            version.sentence = _told(session, known.get((version.process_id, version.number - 1)), version)
    session.flush()
    return len(untold)


def _told(session: Session, before: Version | None, version: Version) -> str:
    try:
        return FIRST if before is None else compared(session, before, version).sentence
    except (Unreadable, Incomparable):
        return UNREADABLE
