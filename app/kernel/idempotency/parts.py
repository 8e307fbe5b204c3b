"""Large values of stored answers: a document that comes back with every answer is stored once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.kernel.db.database import run
from app.kernel.idempotency.tables import AnswerPart

LARGE_ANSWER = 6_000
LARGE = 2_000
PARTS: Any = AnswerPart.__table__
Path = list[str | int]


@dataclass
class Apart:
    """An answer without its large values, and those by their hash; `places` says where each belongs."""

    body: bytes
    places: list[tuple[Path, str]] = field(default_factory=list)
    values: dict[str, bytes] = field(default_factory=dict)


def take_apart(body: bytes, content_type: str) -> Apart:
    """Part an answer from its large texts and lists; whole where it is small, or cannot be put together the same."""
    whole = Apart(body)
    if len(body) < LARGE_ANSWER or "json" not in content_type:
        return whole
    answer = orjson.loads(body)
    if _dumped(answer) != body:
        return whole
    parted = Apart(b"")
    for path, holder, key in list(_large(answer, [])):
        content = orjson.dumps(holder[key])
        name = hashlib.sha256(content).hexdigest()
        parted.places.append((path, name))
        parted.values[name] = content
        holder[key] = None
    parted.body = _dumped(answer)
    return parted


def put_together(session: Session, body: bytes, places: list[Any] | None) -> bytes:
    """Give the answer as it was sent."""
    if not places:
        return body
    names = {name for _, name in places}
    found = run(session, select(PARTS.c.sha256, PARTS.c.content).where(PARTS.c.sha256.in_(names)))
    contents = {row.sha256: row.content for row in found}
    answer = orjson.loads(body)
    for path, name in places:
        holder = answer
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = orjson.loads(contents[name])
    return _dumped(answer)


def keep(session: Session, values: dict[str, bytes], now: datetime) -> None:
    """Store the values that are not there yet, and note that the others are used still."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"sha256": name, "content": values[name], "used_at": now} for name in sorted(values)]
    statement = insert(PARTS)
    run(session, statement.on_conflict_do_update(index_elements=[PARTS.c.sha256], set_={"used_at": now}), rows)


def _large(value: Any, path: Path) -> Iterator[tuple[Path, Any, str | int]]:
    """The places of texts and lists that are large; objects are looked into, lists of small things stay whole."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        here: Path = [*path, key]
        if isinstance(inner, dict) or (path == [] and isinstance(inner, list)):
            yield from _large(inner, here)
        elif isinstance(inner, str | list) and len(orjson.dumps(inner)) >= LARGE:
            yield here, value, key


def _dumped(answer: Any) -> bytes:
    return bytes(current_app.json.response(answer).data)  # type: ignore[attr-defined]
