"""An export of a person as an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

from flask import Response

from app.accounts.tables import Person
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import current_actor, current_session, stepwell
from app.privacy.export.archive import export_person, note

PIECE = 65_536


def exported(person: Person) -> Response:
    """Give the export of a person piece by piece, as a file that no cache keeps, and note it; for views that only read.

    Only the note takes the lock of those who write.
    """
    with ExitStack() as until_noted:
        file = until_noted.enter_context(export_person(current_session(), current_actor(), person))
        with unit_of_work(stepwell().database) as session:
            note(session, current_actor(), person.id)
        until_noted.pop_all()
    answer = Response(_pieces(file), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{person.id}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    answer.call_on_close(file.close)
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
