"""One database, SQLite or PostgreSQL: engine settings, column types and the base of all rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import (
    CursorResult,
    DateTime,
    Engine,
    Executable,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, sessionmaker

from app.kernel.db.embedded import BUSY_SECONDS, DatabaseFile, Identity, WriteLock, end_connection, free_lock
from app.kernel.db.outages import Standing
from app.kernel.db.unit_session import UnitSession
from app.kernel.ids import new_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# Until a request is told that all connections are in use; until a server that does not answer counts as gone.
POOL_SECONDS = 10
PATIENCE = {
    "connect_timeout": "5", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}  # fmt: skip


class Base(DeclarativeBase):
    """The base of every row; one metadata for all features, so that one migration history serves them."""

    metadata = MetaData(naming_convention=NAMES)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite has no zones, so the zone is dropped there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Expected an aware moment, but {value!r} has no time zone. Use kernel.times.clock.now().")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JSONText(TypeDecorator[Any]):
    """JSON as text: key order is kept, on both databases (JSONB re-orders keys)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write JSON, or NULL for None."""
        return None if value is None else orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read JSON back."""
        return None if value is None else orjson.loads(value)


ID = String(26)
Blob = LargeBinary


def pk() -> Mapped[str]:
    """Give a primary-key column that fills itself with a time-ordered id."""
    return mapped_column(ID, primary_key=True, default=new_id)


def run(session: Session, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
    """Run a Core statement in the session's transaction, past the object layer: for what every request pays.

    Nothing is flushed before, and no object in the session hears of it.
    """
    return session.connection().execute(statement, values)


class Versioned:
    """Rows that two people may change at once: the second one gets a conflict instead of winning silently."""

    row_version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.__dict__.get("row_version") or cls.row_version}


class Database:
    """An engine and its sessions; `standing` says what it met last, `write_lock` makes SQLite's single writer fair.

    What goes on beside its sessions puts into `closing` how it ends, so that nothing outlives the database.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self.standing = Standing()
        self.closing: list[Callable[[], None]] = []
        self.write_lock = WriteLock()
        self.file = _file_of(self.url) if self.is_sqlite else None
        self.engine = _sqlite(self.url, self.file) if self.is_sqlite else _postgresql(self.url, pool_size)
        event.listen(self.engine, "handle_error", end_connection)
        self._sessions = sessionmaker(self.engine, class_=UnitSession, expire_on_commit=False, autoflush=True)
        readers = self.engine.execution_options()
        if self.is_sqlite:
            readers.dialect = _beginning(self.engine.dialect, "BEGIN")
        self._readers = sessionmaker(readers, class_=UnitSession, expire_on_commit=False, autoflush=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.dialect == "sqlite"

    def session(self, *, readonly: bool = False) -> UnitSession:
        """Open a session; use `unit_of_work` instead wherever something is written."""
        return (self._readers if readonly else self._sessions)(database=self)

    def opened(self) -> Identity | None:
        """Give which file is used from now on, None where there is none; raises an Outage where it went away."""
        return self.file.opened(self.engine) if self.file is not None else None

    def saved_in(self, file: Identity | None) -> None:
        """Raise an Outage where what was just committed went into a file that is not at its place any more."""
        if self.file is not None:
            self.file.saved_in(file)

    @property
    def conninfo(self) -> str:
        """The address as PostgreSQL's own library reads it, for connections beside the pool."""
        return _patient(self.url).set(drivername="postgresql").render_as_string(hide_password=False)

    def close(self) -> None:
        """End what goes on beside it, and close all connections."""
        while self.closing:
            self.closing.pop()()
        self.engine.dispose()


def _postgresql(url: URL, pool_size: int) -> Engine:
    given = _patient(url)
    if given.drivername in ("postgresql", "postgres"):
        given = given.set(drivername="postgresql+psycopg")
    return create_engine(
        given, pool_pre_ping=True, pool_size=pool_size, max_overflow=pool_size, pool_timeout=POOL_SECONDS
    )


def _patient(url: URL) -> URL:
    """Give the address with bounds on waiting for a server that is gone, where it names none of its own."""
    return url.update_query_dict({**PATIENCE, **{name: value for name, value in url.query.items() if name in PATIENCE}})


def _file_of(url: URL) -> DatabaseFile | None:
    """Give the file of an embedded database; None for one in memory, or opened in a way of its own."""
    plain = url.database and url.database != ":memory:" and not url.database.startswith("file:") and not url.query
    return DatabaseFile(Path(str(url.database))) if plain else None


def _sqlite(url: URL, file: DatabaseFile | None) -> Engine:
    # The connection used last still knows the pages it wrote; one in memory has a pool that knows no order.
    order: dict[str, Any] = {"pool_use_lifo": True} if url.database else {}
    own = {"creator": file.connect} if file is not None else {}
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}, **order, **own)

    @event.listens_for(engine, "connect")
    def settings(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS}000"):
            connection.execute(f"PRAGMA {pragma}")
        # SQLite's own knows the letters of ASCII alone: “ärzte” would not find “Ärzte”.
        connection.create_function("lower", 1, _lower, deterministic=True)

    event.listen(engine, "invalidate", free_lock)
    engine.dialect = _beginning(engine.dialect, "BEGIN IMMEDIATE")
    return engine


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _beginning(dialect: Dialect, statement: str) -> Dialect:
    """Give the same dialect, with all it knows and learns, that begins transactions so.

    A listener for "begin" would do the same, but then SQLAlchemy looks for listeners at every statement.
    """
    kind = type(dialect)
    own = {"do_begin": lambda self, raw: raw.execute(statement), "supports_statement_cache": True}
    same: Dialect = object.__new__(type(kind.__name__, (kind,), own))
    same.__dict__ = dialect.__dict__
    return same
