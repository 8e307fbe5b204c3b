"""An export of a person as an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from flask import Response

from app.accounts.export import export_person
from app.accounts.tables import Person
from app.kernel.web import current_actor, current_session

PIECE = 65_536


def exported(person: Person) -> Response:
    """Give the export of a person piece by piece, as a file that no cache keeps."""
    file = export_person(current_session(), current_actor(), person)
    answer = Response(_pieces(file), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{person.id}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    answer.call_on_close(file.close)
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
