"""Uploads before they are written: checked and prepared while no transaction is open, so that nobody waits for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.catalog import actions
from app.catalog.queries import known_to, process_by_key
from app.catalog.queries.companions import Attachments
from app.catalog.queries.version_diff import tell_apart
from app.catalog.tables import Process
from app.catalog.uploads.impact import touched
from app.kernel.db.deferred import begin, looking
from app.kernel.db.unit_session import UnitSession
from app.kernel.http.application import current_actor


def ready_as_new(
    key: str | None, unit: str | None, xml: bytes, mode: str, files: Mapping[str, bytes] | None
) -> actions.Upload:
    """Prepare a file as a new process; refuses what `create` refuses, in the same order. Without a key one is made."""
    with looking() as session:
        actions.require_new(session, current_actor(), key, unit)
    return _ready(xml, mode, files or {})


def ready_as_next(
    base: actions.Base, xml: bytes, mode: str | None, files: Mapping[str, bytes] | None
) -> actions.Upload:
    """Prepare a file as the next version over `base`; refuses what `revise` refuses, in the same order."""
    actions.parsed(xml)
    actions.require_other(base, mode, files)
    upload = _ready(xml, mode or actions.kept_mode(base), (base.files or {}) if files is None else files)
    if base.model is not None:
        tell_apart(base.model, upload.model)
    return upload


def ready_in_mode(session: Session, process: Process, mode: str) -> Callable[[], actions.Upload]:
    """Give the work of preparing the live model for another mode; refuses what `switch_mode` does, in its order."""
    model = actions.switchable(session, current_actor(), process)
    base = actions.base_of(session, process, model.xml, None)

    def work() -> actions.Upload:
        tell_apart(model, model)
        return _ready(model.xml, mode, base.files or {})

    return work


def consequences(key: str, base: actions.Base, ready: actions.Upload) -> tuple[actions.Upload, list[dict[str, Any]]]:
    """Give an upload with what it changes in a sentence, and which open votes it touches: both may take a while."""
    with looking() as session:
        process = process_by_key(session, current_actor(), key)
        if process.live_version_id == base.version_id:
            ready = actions.compare(session, process, ready, base.files)
        return ready, touched(session, current_actor(), process, ready.model)


def begin_on(key: str) -> tuple[UnitSession, Process]:
    """Begin to write, with the process held before it is looked at again: what is live stays so until it is stored."""
    session = begin()
    return session, process_by_key(session, current_actor(), key, held=True)


def _ready(xml: bytes, mode: str, files: Mapping[str, bytes]) -> actions.Upload:
    model = actions.parsed(xml)
    with looking() as session:
        known = known_to(session, current_actor(), model)
    return actions.prepare(xml, mode, Attachments(files, known))


def whole(file: FileStorage) -> bytes:
    """Read an uploaded file from its beginning, so that it can be read again."""
    content = bytes(file.read())
    file.seek(0)
    return content


def named(file: FileStorage) -> str:
    """Give the name of an uploaded file without the folders some browsers send."""
    return (file.filename or "").replace("\\", "/").rpartition("/")[2]
