"""A POST with an Idempotency-Key takes effect once: effect, key and answer are committed together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, request
from sqlalchemy import LargeBinary, String, bindparam, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import clock
from app.kernel.database import ID, Base, UTCDateTime, run
from app.kernel.errors import Invalid
from app.kernel.policy import Actor

LONGEST = 200


class IdempotencyKey(Base):
    """A key somebody used, for which request, and what was answered."""

    __tablename__ = "idempotency_key"

    person_id: Mapped[str] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    content_type: Mapped[str] = mapped_column(String(100))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


KEYS: Any = IdempotencyKey.__table__
_KEEP = insert(KEYS)
_FIND = select(KEYS.c.request_hash, KEYS.c.status, KEYS.c.content_type, KEYS.c.body).where(
    KEYS.c.person_id == bindparam("who"), KEYS.c.key == bindparam("key")
)


def once(session: Session, actor: Actor, act: Callable[[], Response]) -> Response:
    """Act, or repeat the stored answer of the same request; raises Invalid for the same key on another request."""
    key = request.headers.get("Idempotency-Key")
    if not key or not actor.id or request.method != "POST" or not request.path.startswith("/api/"):
        return act()
    if len(key) > LONGEST:
        raise Invalid("BAD_IDEMPOTENCY_KEY", f"Expected an Idempotency-Key of at most {LONGEST} characters.")
    fingerprint = hashlib.sha256(request.full_path.encode() + b"\0" + request.get_data(cache=True)).hexdigest()
    stored = run(session, _FIND, {"who": actor.id, "key": key}).one_or_none()
    if stored is not None:
        return _repeat(stored, fingerprint)
    answer = act()
    if answer.status_code < 400:
        session.flush()
        row = {
            "person_id": actor.id,
            "key": key,
            "request_hash": fingerprint,
            "status": answer.status_code,
            "content_type": answer.content_type or "",
            "body": answer.get_data(),
            "created_at": clock.now(),
        }
        run(session, _KEEP, row)
    return answer


def _repeat(stored: Any, fingerprint: str) -> Response:
    if stored.request_hash != fingerprint:
        raise Invalid(
            "KEY_REUSED",
            "Expected a new Idempotency-Key for a new request, but this key was used for another one. Make a new key.",
        )
    answer = Response(stored.body, status=stored.status, content_type=stored.content_type)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer
