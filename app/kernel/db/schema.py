"""The database schema: Alembic migrations, run on start for SQLite and by command for PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from app.kernel.db.database import Database
from app.kernel.db.outages import READ_ONLY, Outage
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.db.unit_session import undo
from app.kernel.settings import BadSettings

if TYPE_CHECKING:
    from alembic.config import Config

ONE_AT_A_TIME = 7_588_001
HERE = Path(__file__).parent.parent / "migrations"


def upgrade(database: Database) -> None:
    """Bring the schema to the newest version; does nothing where it is there.

    Raises BadSettings where the database is of a newer release, or where this program has no migrations.
    """
    if database.is_sqlite and database.url.database:
        _keep_to_the_owner(Path(database.url.database))
    at = current(database)
    if at == newest():
        return
    _known(at)
    from alembic import command

    config = _config()
    config.attributes["read"] = _read_ahead(database, config, at)
    with _migrating(database) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _read_ahead(database: Database, config: Config, at: str | None) -> dict[str, Any]:
    """What migrations that take long to work something out (`read`) find out beforehand, while nobody waits."""
    from alembic.script import ScriptDirectory

    if at is None:
        return {}
    ahead = ScriptDirectory.from_config(config).iterate_revisions("head", at)
    reading = {script.revision: script.module.read for script in ahead if hasattr(script.module, "read")}
    with database.session(readonly=True) as session:
        return {revision: read(session.connection()) for revision, read in reading.items()}


def _keep_to_the_owner(file: Path) -> None:
    """Make the folder, and close the database of an earlier release to other users of this machine."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        if part.exists() and part.stat().st_mode & 0o077:
            part.chmod(0o600)


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """Give the one connection that migrates now, in a transaction.

    SQLite changes a table by making it anew, which its foreign keys would forbid: they are checked at the end instead.
    """
    with database.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        if database.is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
                yield connection
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if database.is_sqlite else []
                if lost:
                    raise BadSettings(f"Expected an upgrade that loses no row, but {len(lost)} would. Nothing changed.")
        finally:
            if database.is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def make_ready(database: Database) -> None:
    """Make sure that the schema fits this program: SQLite and empty databases are upgraded, others are not touched.

    Raises BadSettings where somebody has to run `stepwell migrate` first, or to take a newer program.
    """
    if database.is_sqlite:
        upgrade(database)
        return
    at = current(database)
    if at is None:
        upgrade(database)
    elif at != newest():
        _known(at)
        raise BadSettings(
            f"Expected the database schema at {newest()}, but it is at {at}. Run `stepwell migrate` and start again."
        )


def require_writable(database: Database) -> None:
    """Raise BadSettings where the database can only be read, so that nobody starts what cannot keep anything."""
    try:
        with unit_of_work(database) as session:
            session.execute(text("UPDATE alembic_version SET version_num = version_num WHERE 1 = 0"))
            undo(session)
    except Outage as error:
        if error.code != READ_ONLY:
            raise
        shown = database.file.path if database.file is not None else database.url.render_as_string(hide_password=True)
        raise BadSettings(
            f"Expected to write to the database {shown}, but it can only be read. Let the user of Stepwell write there "
            "(rights of file and folder, how the disk is mounted, which PostgreSQL is the first one), and start again."
        ) from error


def _known(at: str | None) -> None:
    """Refuse a database of a newer release: nothing of it would be understood, and nothing is taken back."""
    if at is not None and at not in revisions():
        raise BadSettings(
            f"Expected a database that this program knows, but it is at {at}, of a newer release. "
            "Start that release or a later one, or restore a backup made before the upgrade; nothing was changed."
        )


def current(database: Database) -> str | None:
    """Give the revision the database is at, None for an empty one."""
    with database.session(readonly=True) as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return None
        at: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
        return at


def is_newest(database: Database) -> bool:
    """Say whether the database is at the newest revision that this program knows."""
    return current(database) == newest()


def newest() -> str:
    """Give the newest revision this program knows; raises BadSettings where it has none at all."""
    return revisions()[-1]


def revisions() -> tuple[str, ...]:
    """Give the revisions this program knows, oldest first; raises BadSettings where it has none at all."""
    return _revisions(HERE)


@cache
def _revisions(folder: Path) -> tuple[str, ...]:
    """Read the numbers in the names of the files: to ask Alembic would cost every command its import."""
    found = tuple(sorted(path.name.partition("_")[0] for path in (folder / "versions").glob("[0-9]*_*.py")))
    if not found:
        raise BadSettings(
            f"Expected the migrations of the database in {folder}, but there are none. "
            "This installation is not complete: install Stepwell again."
        )
    return found


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config


def revise(database: Database, message: str, number: str) -> None:
    """Write the migration from what the database has to what the tables say; for developers."""
    from alembic import command

    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=number)
