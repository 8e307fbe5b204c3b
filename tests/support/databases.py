"""Fresh databases for tests: copies of one template that has the whole schema, on SQLite and on PostgreSQL."""

from __future__ import annotations

import atexit
import fcntl
import importlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from app import FEATURES
from app.kernel import audit, features, jobs
from app.kernel.db import schema
from app.kernel.db.database import Base, Database
from tests.support import postgres

KINDS = ("sqlite", "postgresql")
ADAPTERS = ("embedded-sqlite", "embedded-postgresql", "procrastinate-postgresql")
TEMPLATE = "stepwell_template"
_numbers = itertools.count(1)
_compiled: dict[str, LRUCache[Any, Any]] = {}
_kept: dict[str, psycopg.Connection[Any]] = {}


def run_folder() -> Path:
    """Give the folder that all workers of this test run share."""
    return Path(os.environ["STEPWELL_TEST_RUN"])


@contextmanager
def fresh_url(kind: str, where: Path) -> Iterator[str]:
    """Give the URL of a database of this kind with the schema and no rows; it is gone after the block."""
    know_features()
    with _sqlite_copy(where) if kind == "sqlite" else _postgres_copy() as url:
        yield url


@contextmanager
def fresh(kind: str, where: Path) -> Iterator[Database]:
    """Give an open database of this kind with the schema and no rows; it is gone after the block."""
    with fresh_url(kind, where) as url:
        database = opened(url)
        try:
            yield database
        finally:
            database.close()


def opened(url: str) -> Database:
    """Open a database; what SQL was compiled for the others of its kind in this worker needs not be again."""
    database = Database(url, pool_size=5)
    shared = _compiled.setdefault(database.dialect, LRUCache(3000))
    for engine in (database.engine, database._readers.kw["bind"]):
        engine._compiled_cache = shared
    return database


def know_dialects() -> None:
    """Let dialects that compile alike be one to the cache of what was compiled: each engine makes its own."""

    def same(self: DefaultDialect, other: object) -> bool:
        return isinstance(other, DefaultDialect) and _alike(self) == _alike(other)

    DefaultDialect.__eq__ = same  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda self: hash(type(self).__name__)  # type: ignore[method-assign]


def _alike(dialect: DefaultDialect) -> tuple[str, object]:
    return type(dialect).__name__, getattr(dialect, "server_version_info", None)


@contextmanager
def with_adapter(request: pytest.FixtureRequest, where: Path) -> Iterator[Database]:
    """Give a fresh database with the adapter of jobs that a fixture's parameter names, one of ADAPTERS."""
    adapter, kind = request.param.split("-")
    if request.config.getoption("--database") not in (kind, "both"):
        pytest.skip("the other database was asked for")
    with fresh(kind, where) as opened:
        jobs.use(opened, adapter)
        yield opened


def prepare(database: Database) -> None:
    """Make the whole schema: migrations, then what the tables of the features have beyond them."""
    know_features()
    schema.upgrade(database)
    with database.engine.begin() as connection:
        Base.metadata.create_all(connection)
        audit.install_triggers(connection)
    if not database.is_sqlite:
        jobs.apply_schema(database)


@cache
def know_features() -> None:
    """Import all that features bring: tables, listeners, jobs; else what a test sees hangs on those run before it."""
    importlib.import_module("app.wiring")
    for feature in FEATURES:
        features.manifest(feature)


@contextmanager
def _sqlite_copy(where: Path) -> Iterator[str]:
    template = run_folder() / "template.db"
    with _locked("template.lock"):
        if not template.exists():
            _make_template(template)
    with tempfile.TemporaryDirectory(prefix="stepwell-", dir=_quick_folder(where)) as folder:
        copy = Path(folder) / "stepwell.db"
        shutil.copyfile(template, copy)
        yield f"sqlite:///{copy}"


def _make_template(template: Path) -> None:
    building = template.with_name("building.db")
    database = Database(f"sqlite:///{building}")
    prepare(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    building.rename(template)


def _quick_folder(where: Path) -> Path:
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 50_000_000 else where


@contextmanager
def _postgres_copy() -> Iterator[str]:
    server = postgres.shared(run_folder())
    with _locked("template-postgresql.lock"):
        ready = run_folder() / "template-postgresql"
        if not ready.exists():
            _execute(server, f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
            _execute(server, f"CREATE DATABASE {TEMPLATE}")
            database = Database(_named(server, TEMPLATE))
            prepare(database)
            database.close()
            ready.touch()
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    try:
        yield _named(server, name)
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty_postgres() -> Iterator[str]:
    """Give the URL of a PostgreSQL database without any schema; it is gone after the block."""
    server = postgres.shared(run_folder())
    name = f"empty_{os.getpid()}_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name}")
    try:
        yield _named(server, name)
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _execute(server: str, statement: str) -> None:
    """Say it over a connection that stays: each new one costs half as much as a database."""
    if server not in _kept or _kept[server].closed:
        _kept[server] = psycopg.connect(postgres.dsn(server), autocommit=True)
        atexit.register(_kept[server].close)
    _kept[server].execute(statement.encode())


@contextmanager
def _locked(name: str) -> Iterator[None]:
    with (run_folder() / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
