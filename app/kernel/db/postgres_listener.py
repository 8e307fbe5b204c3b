"""On PostgreSQL: one thread and one connection that hear what all processes say on a channel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.kernel.db.database import Database
from app.kernel.observability.logs import log

if TYPE_CHECKING:
    import psycopg

AGAIN = 2.0


class Listener:
    """LISTENs until it is stopped or its database is closed.

    It connects again when the database was away, and says each time that it begins.
    """

    def __init__(
        self, database: Database, channel: str, heard: Callable[[str], None], begins: Callable[[], None]
    ) -> None:
        self._url = database.conninfo
        self._channel, self._heard, self._begins = channel, heard, begins
        self._stopped = threading.Event()
        self.ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        database.closing.append(self.stop)

    def stop(self) -> None:
        """End the thread and its connection."""
        self._stopped.set()
        self._thread.join(5)

    def _run(self) -> None:
        import psycopg  # commands that start no worker do without it

        while not self._stopped.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    self._listen(connection)
            except psycopg.Error as error:
                log.warning("listener_failed", channel=self._channel, error=str(error))
                self.ready.clear()
                self._stopped.wait(AGAIN)

    def _listen(self, connection: psycopg.Connection) -> None:
        connection.execute(f"LISTEN {self._channel}".encode())
        self._begins()
        self.ready.set()
        while not self._stopped.is_set():
            for notice in connection.notifies(timeout=1.0):
                self._heard(notice.payload)
