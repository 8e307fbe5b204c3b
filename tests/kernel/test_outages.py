"""A full disk, a database that can only be read, is held or is gone: words, nothing half done, then on as before."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import exc, select, text
from sqlalchemy.orm import Session

from app.accounts.tables import Unit
from app.kernel.db import outages
from app.kernel.db.database import Database
from app.kernel.db.outages import Outage, outage
from app.kernel.db.unit_of_work import unit_of_work
from tests.factories import accounts
from tests.support.failing import full, read_only

Work = Callable[[], AbstractContextManager[Session]]
SAID = [
    (OSError(errno.ENOSPC, "No space left on device"), "DISK_FULL"),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), "DISK_FULL"),
    (OSError(errno.EFBIG, "File too large"), "DISK_FULL"),
    (OSError(errno.EROFS, "Read-only file system"), "READ_ONLY"),
    (PermissionError(errno.EACCES, "Permission denied", "/srv/files"), "READ_ONLY"),
    (OSError(errno.EIO, "Input/output error"), "DISK_ERROR"),
    (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), None),
    (FileNotFoundError(errno.ENOENT, "No such file"), None),
    (psycopg.errors.DiskFull("could not extend file"), "DISK_FULL"),
    (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), "READ_ONLY"),
    (psycopg.errors.AdminShutdown("terminating connection"), "DATABASE_AWAY"),
    (psycopg.errors.CannotConnectNow("the database system is starting up"), "DATABASE_AWAY"),
    (psycopg.errors.TooManyConnections("sorry, too many clients already"), "DATABASE_AWAY"),
    (psycopg.errors.IoError("could not read block"), "DISK_ERROR"),
    (psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), "DATABASE_BUSY"),
    (psycopg.OperationalError("connection refused"), "DATABASE_AWAY"),
    (psycopg.InterfaceError("the connection is closed"), "DATABASE_AWAY"),
    (psycopg.errors.StatementTooComplex("stack depth limit exceeded"), None),
    (psycopg.errors.QueryCanceled("canceling statement"), None),
    (psycopg.errors.UndefinedTable("no such table"), None),
    (exc.TimeoutError("QueuePool limit of size 5 overflow 10 reached"), "DATABASE_BUSY"),
    (ValueError("a mistake"), None),
]


@pytest.mark.parametrize(("error", "code"), SAID, ids=lambda one: str(one)[:40])
def test_each_fault_has_its_code_however_it_is_wrapped(error: Exception, code: str | None) -> None:
    wrapped = exc.OperationalError("SELECT 1", {}, error, connection_invalidated=code is not None)
    deferred = ConnectorException()
    deferred.__cause__ = error
    for one in (error, wrapped, deferred):
        met = outage(one)
        assert (met.code if met else None) == code, one


def test_words_say_what_was_expected_and_what_to_do() -> None:
    for code in outages.CODES:
        said = outages.saying(code)
        assert said.detail.startswith("Expected ") and ", but " in said.detail and said.detail.count(".") >= 2
        assert said.status == (507 if code == "DISK_FULL" else 503) and said.problem()["retry_after"] >= 1


@pytest.mark.databases("sqlite")
def test_what_sqlite_says(tmp_path: Path) -> None:
    met = {}
    with closing(sqlite3.connect(tmp_path / "one.db", isolation_level=None, timeout=0)) as one:
        one.execute("CREATE TABLE t (x)")
        for name, pragma in (("full", "max_page_count = 2"), ("read", "query_only = 1")):
            one.execute(f"PRAGMA {pragma}")
            with pytest.raises(sqlite3.Error) as caught:
                one.execute("INSERT INTO t VALUES (zeroblob(100000))")
            met[name] = outage(caught.value)
        with closing(sqlite3.connect(tmp_path / "one.db", isolation_level=None, timeout=0)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(sqlite3.Error) as caught:
                one.execute("SELECT * FROM t")
            met["held"] = outage(caught.value)
        with pytest.raises(sqlite3.Error) as caught:
            one.execute("SELECT * FROM nowhere")
        met["mistake"] = outage(caught.value)
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect(tmp_path / "nowhere" / "one.db")
    met["gone"] = outage(caught.value)
    (tmp_path / "junk.db").write_bytes(b"junk " * 1000)
    with closing(sqlite3.connect(tmp_path / "junk.db")) as junk, pytest.raises(sqlite3.Error) as caught:
        junk.execute("SELECT * FROM t")
    met["junk"] = outage(caught.value)
    assert {name: one.code if one else None for name, one in met.items()} == {
        "full": "DISK_FULL", "read": "READ_ONLY", "held": "DATABASE_BUSY", "mistake": None,
        "gone": "DATABASE_AWAY", "junk": "DATABASE_DAMAGED",
    }  # fmt: skip


@pytest.mark.parametrize(("fault", "code"), [(full, "DISK_FULL"), (read_only, "READ_ONLY")])
def test_a_unit_is_undone_whole_and_the_next_one_works(database: Database, fault: Any, code: str) -> None:
    with fault(database), pytest.raises(Outage) as met, unit_of_work(database) as session:
        for number in range(200):
            accounts.unit(session, f"{number} {'x' * 100}")
    assert met.value.code == code and database.standing.code == code
    with unit_of_work(database) as session:
        assert session.scalars(select(Unit)).all() == []
        accounts.unit(session, "North")
    assert database.standing.code is None
    with unit_of_work(database, readonly=True) as session:
        assert [one.name for one in session.scalars(select(Unit))] == ["North"]


def test_who_catches_the_error_cannot_go_on_in_pieces(database: Database) -> None:
    """SQLite may undo all on a full disk, and would commit by itself what comes after."""
    with full(database), pytest.raises(Outage) as met, unit_of_work(database) as session:
        session.execute(text("UPDATE audit_head SET id = 1 WHERE id = 1"))
        with suppress(Exception), session.begin_nested():
            for number in range(200):
                session.execute(text("INSERT INTO job_periodic VALUES (:n, '2026-01-01')"), {"n": f"{number:0100d}"})
        with suppress(Exception):
            session.execute(text("INSERT INTO job_periodic VALUES ('alone', '2026-01-01')"))
    assert met.value.code == "DISK_FULL"
    with unit_of_work(database, readonly=True) as session:
        assert session.scalar(text("SELECT count(*) FROM job_periodic")) == 0
