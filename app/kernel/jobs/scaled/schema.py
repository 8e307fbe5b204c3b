"""Procrastinate's own tables and functions, beside ours in the same PostgreSQL."""

from __future__ import annotations

from sqlalchemy import text

from app.kernel.db.database import Database

LOCK = 7_305_117_001


def apply_schema(database: Database) -> None:
    """Make Procrastinate's schema where it is not there yet; does nothing on SQLite."""
    if database.is_sqlite:
        return
    from procrastinate.schema import SchemaManager

    with database.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(SchemaManager.get_schema())
