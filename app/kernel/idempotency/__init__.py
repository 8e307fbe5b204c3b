"""A POST with an Idempotency-Key takes effect once: effect, key and answer are committed together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Response, request
from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from app.kernel.db.database import Database, run
from app.kernel.db.outages import Outage
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Invalid, StepwellError
from app.kernel.i18n import _
from app.kernel.idempotency import parts
from app.kernel.idempotency.content import request_content
from app.kernel.idempotency.tables import LONGEST, IdempotencyKey
from app.kernel.policy import Actor
from app.kernel.times import clock

KEYS: Any = IdempotencyKey.__table__
_KEEP = insert(KEYS)
_FIND = select(KEYS.c.request_hash, KEYS.c.status, KEYS.c.content_type, KEYS.c.body, KEYS.c.parts).where(
    KEYS.c.person_id == bindparam("who"), KEYS.c.key == bindparam("key")
)


def require_usable(actor: Actor) -> None:
    """Raise Invalid for a key that cannot be kept; what is kept with another is worked out now, if not before."""
    key = _key(actor)
    if key is None:
        return
    if len(key) > LONGEST:
        raise Invalid(
            "BAD_IDEMPOTENCY_KEY", _("Expected an Idempotency-Key of at most {most} characters.", most=LONGEST)
        )
    request_content()


def keep(session: Session, actor: Actor, answer: Response) -> None:
    """Keep an answer with the key of its request; raises IntegrityError where that has been used.

    Nothing is looked up before: nearly every key is new, and one that is not undoes all that was done again.
    """
    key = _key(actor)
    if key is not None and answer.status_code < 400:
        _keep(session, {"person_id": actor.id, "key": key, "request_hash": request_content()}, answer)


def after(database: Database, actor: Actor, act: Callable[[], Response]) -> Response:
    """Act in units of work of its own, and keep the answer with the key in one after them; give the kept one again.

    Where the process ends between them, or the database fails, the request is not known as done: what it did must say
    so by itself.
    """
    key = _key(actor)
    if key is None:
        return act()
    require_usable(actor)
    with unit_of_work(database, readonly=True) as session:
        stored = run(session, _FIND, {"who": actor.id, "key": key}).one_or_none()
        if stored is not None:
            return _repeat(session, stored, request_content())
    answer = act()
    if answer.status_code < 400:
        with suppress(Outage), unit_of_work(database) as session:
            keep(session, actor, answer)
    return answer


def repeated(database: Database, actor: Actor, error: StepwellError) -> Response:
    """Give the kept answer where the same request took effect before, else raise the error that this one met.

    Raises Invalid for the same key on another request.
    """
    key = _key(actor)
    if key is not None and len(key) <= LONGEST:
        with unit_of_work(database, readonly=True) as session:
            stored = run(session, _FIND, {"who": actor.id, "key": key}).one_or_none()
            if stored is not None:
                return _repeat(session, stored, request_content())
    raise error


def _key(actor: Actor) -> str | None:
    """Give the key of a request that has one and may use it."""
    key = request.headers.get("Idempotency-Key")
    return key if key and actor.id and request.method == "POST" and request.path.startswith("/api/") else None


def _keep(session: Session, row: dict[str, Any], answer: Response) -> None:
    session.flush()
    now = clock.now()
    content_type = answer.content_type or ""
    apart = parts.take_apart(answer.get_data(), content_type)
    if apart.values:
        parts.keep(session, apart.values, now)
    said = {"status": answer.status_code, "content_type": content_type, "body": apart.body}
    run(session, _KEEP, {**row, **said, "parts": apart.places or None, "created_at": now})


def _repeat(session: Session, stored: Any, fingerprint: str) -> Response:
    if stored.request_hash != fingerprint:
        raise Invalid(
            "KEY_REUSED",
            _(
                "Expected a new Idempotency-Key for a new request, but this key was used for "
                "another one. Make a new key."
            ),
        )
    body = parts.put_together(session, stored.body, stored.parts)
    answer = Response(body, status=stored.status, content_type=stored.content_type)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer
