"""Databases that fail as they do on a full disk or where they can only be read, without a disk that is full.

SQLite is given a bound on its pages, or told to only answer: both fail in its own code, with its own codes. PostgreSQL
is made to raise what it raises then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from app.kernel.db.database import Database

TRIGGER = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = '53100';
END $$;
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (:spared) LOOP
        EXECUTE format('CREATE TRIGGER no_room BEFORE INSERT ON %I FOR EACH STATEMENT EXECUTE FUNCTION no_room()',
            one.tablename);
    END LOOP;
END $$;
"""


@contextmanager
def full(database: Database, *spared: str) -> Iterator[None]:
    """Let the database have no room for anything new until the block ends; on PostgreSQL, for a few tables there is."""
    with _set(database, "max_page_count = 1", "cache_size = 5") if database.is_sqlite else _triggers(database, spared):
        yield


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """Let the database only be read until the block ends."""
    if database.is_sqlite:
        with _set(database, "query_only = 1"):
            yield
        return
    name = database.url.database
    _run(database, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    database.engine.dispose()
    try:
        yield
    finally:
        _run(database, "SET TRANSACTION READ WRITE", f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        database.engine.dispose()


def _run(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


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


@contextmanager
def _triggers(database: Database, spared: tuple[str, ...]) -> Iterator[None]:
    names = "ARRAY[" + ", ".join(f"'{name}'" for name in spared) + "]::text[]"
    create, attach = TRIGGER.replace(":spared", names).split("DO $$ DECLARE")
    _run(database, create, f"DO $$ DECLARE{attach}")
    try:
        yield
    finally:
        _run(database, "DROP FUNCTION no_room CASCADE")
