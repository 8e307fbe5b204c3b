"""The file of the embedded database, which may be moved, deleted or put back while it is open; and its one writer."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import ExceptionContext

from app.kernel.db import outages
from app.kernel.db.outages import AWAY, BUSY, saying
from app.kernel.i18n import _
from app.kernel.observability.logs import log

BUSY_SECONDS = 10
LONGEST_WAIT = 30.0
GONE = _(
    "Expected the file of the database at its place, but it is not there. Nothing was saved; put the data folder back "
    "where it was, and all goes on."
)
MOVED = _(
    "Expected the file of the database to stay at its place, but it was moved or deleted while this was saved. Look "
    "whether it is there once the data folder is back, and do it again if not."
)
Identity = tuple[int, int]


class DatabaseFile:
    """Knows which file is open, so that nothing is acknowledged that went into one that nobody will find again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: Identity | None = None
        self._changing = threading.Lock()

    def connect(self) -> sqlite3.Connection:
        """Open the file; it is made only before it was there for the first time."""
        mode = "rwc" if self._opened is None else "rw"
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        made = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=BUSY_SECONDS)
        if self._opened is None:
            self._opened = self._standing()
        return made

    def opened(self, engine: Engine) -> Identity | None:
        """Give which file a unit of work is about to use: one put in its place is opened anew.

        Raises an Outage where there is none any more.
        """
        known, now = self._opened, self._standing()
        if known is None or known == now:
            return now
        if now is None:
            raise saying(AWAY, GONE)
        with self._changing:
            if self._opened != now:
                log.warning("database_replaced", file=str(self.path))
                engine.dispose()
                self._opened = now
        return now

    def saved_in(self, file: Identity | None) -> None:
        """Raise an Outage where the file that a unit of work was written to is not the one at its place."""
        if file is not None and self._standing() != file:
            raise saying(AWAY, MOVED)

    def _standing(self) -> Identity | None:
        try:
            found = os.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_dev, found.st_ino


class WriteLock:
    """Makes SQLite's single writer fair between threads, and lets nobody wait for ever.

    Where another program holds the database, the one who asked first learns it after `BUSY_SECONDS`, and all who wait
    behind are told then, rather than each after as long again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused_at = 0.0

    def __enter__(self) -> None:
        """Wait for the turn; raises an Outage where it does not come."""
        asked = time.monotonic()
        if not self._lock.acquire(timeout=LONGEST_WAIT):
            raise saying(BUSY)
        if self._refused_at > asked:
            self._lock.release()
            raise saying(BUSY)

    def __exit__(self, *error: object) -> None:
        """Let the next one."""
        self._lock.release()

    def locked(self) -> bool:
        """Whether somebody writes now."""
        return self._lock.locked()

    def refused(self) -> None:
        """Tell those who wait that another program holds the database."""
        self._refused_at = time.monotonic()


def end_connection(context: ExceptionContext) -> None:
    """Let nobody go on with a connection that met an outage, even who catches the error.

    SQLite may have undone the whole transaction by then, and would commit each statement after it by itself.
    """
    met = outages.met(context.original_exception)
    if context.is_disconnect or (met is None and not _is_undone(context.connection)):
        return
    if met is None or met.code != outages.BUSY:
        # A PostgreSQL that takes no changes is a copy by now: another server may have its place.
        copy = met is not None and met.code == outages.READ_ONLY and context.dialect.name != "sqlite"
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, copy


def _is_undone(connection: Connection | None) -> bool:
    """Whether SQLite has ended a transaction that we believe to be in."""
    if connection is None or connection.dialect.name != "sqlite" or connection.invalidated:
        return False
    raw = connection.connection.dbapi_connection
    return connection.in_transaction() and raw is not None and not raw.in_transaction


def free_lock(raw: Any, record: Any, error: BaseException | None) -> None:
    """Let go of SQLite's lock before a connection is closed: a statement that an error still holds would keep it."""
    with suppress(sqlite3.Error):
        raw.rollback()
