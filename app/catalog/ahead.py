"""Reading an upload before its transaction begins: on SQLite nobody else can write while one is open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import request
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage

from app.catalog.actions import read
from app.catalog.policy import Catalog
from app.kernel import policy
from app.kernel.errors import StepwellError
from app.kernel.unit import unit_of_work
from app.kernel.web import stepwell


def reads_ahead(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let the file that is sent to a view be read before the view's transaction."""
    view.reads_ahead = True  # type: ignore[attr-defined]
    return view


def read_ahead(take: Callable[[], tuple[bytes, str]]) -> None:
    """Read the file that `take` finds in the request, so that the action finds it read; errors wait for the action."""
    view = stepwell().view_functions.get(request.endpoint or "")
    if request.method == "POST" and getattr(view, "reads_ahead", False) and _may_load():
        with suppress(StepwellError):
            read(*take())


def whole(file: FileStorage) -> bytes:
    """Read an uploaded file from its beginning, so that it can be read again."""
    content = bytes(file.read())
    file.seek(0)
    return content


def _may_load() -> bool:
    """Whether somebody who may load processes is asking: for others nothing is worked out."""
    with suppress(OperationalError), unit_of_work(stepwell().database, readonly=True) as session:
        actors = (authenticate(session) for authenticate in stepwell().authenticators)
        actor = next((actor for actor in actors if actor is not None), policy.ANONYMOUS)
        return policy.allows(actor, Catalog.CREATE)
    return False
