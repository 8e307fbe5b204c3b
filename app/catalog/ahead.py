"""Reading an upload before its transaction begins: on SQLite nobody else can write while one is open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.catalog.actions import kept_mode, parsed, read
from app.catalog.policy import Catalog
from app.catalog.queries import beside, live_version, process_by_key
from app.catalog.queries.companions import Beside
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.errors import StepwellError
from app.kernel.policy import Actor
from app.kernel.reading import require_readable
from app.kernel.views import Mark, V
from app.kernel.web import stepwell

_AHEAD: Mark[bool] = Mark()


@dataclass(frozen=True)
class Coming:
    """What a request brings, as far as can be told before it is checked; without files those of before stay."""

    xml: bytes
    mode: str
    files: Callable[[dict[str, bytes]], dict[str, bytes] | None]


def reads_ahead(view: V) -> V:
    """Let the file that is sent to a view be read before the view's transaction."""
    return _AHEAD.put(view, True)


def read_ahead(take: Callable[[], Coming]) -> None:
    """Read the file that `take` finds in the request, so that the action finds it read; errors wait for the action."""
    view = stepwell().view_functions.get(request.endpoint or "")
    if request.method == "POST" and _AHEAD.of(view):
        with suppress(StepwellError):
            found = _looked_up(take)
            if found is not None:
                xml, mode, around = found
                read(xml, mode, around)


def whole(file: FileStorage) -> bytes:
    """Read an uploaded file from its beginning, so that it can be read again."""
    content = bytes(file.read())
    file.seek(0)
    return content


def named(file: FileStorage) -> str:
    """Give the name of an uploaded file without the folders some browsers send."""
    return (file.filename or "").replace("\\", "/").rpartition("/")[2]


def _looked_up(take: Callable[[], Coming]) -> tuple[bytes, str, Beside] | None:
    """What to read, for somebody who may load processes: for others nothing is worked out."""
    with stepwell().looking() as session:
        actors = (authenticate(session) for authenticate in stepwell().authenticators)
        actor = next((actor for actor in actors if actor is not None), policy.ANONYMOUS)
        if not policy.allows(actor, Catalog.CREATE):
            return None
        require_readable()
        coming, process = take(), _process(session, actor)
        model = parsed(coming.xml)
        around = beside(session, actor, model, process)
        files = coming.files(dict(around.files))
        mode = coming.mode or (kept_mode(live_version(session, process)) if process is not None else "auto")
        return coming.xml, mode, around if files is None else Beside(files, around.known)


def _process(session: Session, actor: Actor) -> Process | None:
    key = (request.view_args or {}).get("key")
    return process_by_key(session, actor, key) if key else None
