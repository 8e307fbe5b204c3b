"""Databases that fail as they do on a full disk, without a disk that is full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.kernel.database import Database


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Let the database have no room for anything new until the block ends: it refuses it by its own code."""
    with _set(database, "max_page_count = 1", "cache_size = 5"):
        yield


@contextmanager
def _set(database: Database, *pragmas: str) -> Iterator[None]:
    """Set pragmas on every connection made from now on, those of now are closed; undone in the end."""

    def own(connection: Any, record: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    database.engine.dispose()
    event.listen(database.engine, "connect", own)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", own)
        database.engine.dispose()
