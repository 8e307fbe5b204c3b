"""The database schema: Alembic migrations, run on start for SQLite and by command for PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.kernel.database import Database
from app.kernel.settings import BadSettings

ONE_AT_A_TIME = 7_588_001
HERE = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Bring the schema to the newest version; does nothing where it is there."""
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    if current(database) == newest():
        return
    config = _config()
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def make_ready(database: Database) -> None:
    """Make sure that the schema fits this program: SQLite and empty databases are upgraded, others are not touched.

    Raises BadSettings where somebody has to run `stepwell migrate` first.
    """
    if database.is_sqlite:
        upgrade(database)
        return
    at = current(database)
    if at is None:
        upgrade(database)
    elif at != newest():
        raise BadSettings(
            f"Expected the database schema at {newest()}, but it is at {at}. Run `stepwell migrate` and start again."
        )


def current(database: Database) -> str | None:
    """Give the revision the database is at, None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Give the newest revision this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config


def revise(database: Database, message: str, number: str) -> None:
    """Write the migration from what the database has to what the tables say; for developers."""
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=number)
