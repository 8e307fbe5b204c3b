"""The migrations make exactly the schema that the tables declare, on both databases, with the log protected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.kernel import audit, schema
from app.kernel.database import Base, Database
from app.kernel.policy import Actor
from app.kernel.unit import unit_of_work
from tests.support import databases


@pytest.fixture
def migrated(database_kind: str, tmp_path: Path) -> Iterator[Database]:
    """Give an empty database brought up by the migrations alone."""
    if database_kind == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'new.db'}")
        schema.upgrade(made)
        yield made
        made.close()
        return
    with databases.empty_postgres() as url:
        made = Database(url)
        schema.upgrade(made)
        yield made
        made.close()


def ours(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Leave out what Procrastinate and these tests make for themselves."""
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not str(table).startswith(("procrastinate_", "test_"))


def test_migrations_and_tables_agree(migrated: Database) -> None:
    databases.know_tables()
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_the_log_is_protected_after_migrating(migrated: Database) -> None:
    with unit_of_work(migrated) as session:
        audit.record(session, Actor("x" * 26), "any", "any", {})
    with pytest.raises(DBAPIError, match="append-only"), migrated.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry"))


def test_upgrading_again_does_nothing(migrated: Database) -> None:
    schema.upgrade(migrated)
    assert schema.current(migrated) == schema.newest()
