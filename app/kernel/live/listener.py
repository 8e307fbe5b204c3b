"""On PostgreSQL: one thread and one connection of this process hear what all processes say."""

from __future__ import annotations

import threading
import weakref

import orjson
import psycopg

from app.kernel.database import Database
from app.kernel.live.hub import Hub, hub_of
from app.kernel.live.ping import CHANNEL
from app.kernel.logs import log

AGAIN = 2.0
_listeners: weakref.WeakKeyDictionary[Database, Listener] = weakref.WeakKeyDictionary()
_starting = threading.Lock()


class Listener:
    """LISTENs until it is stopped and passes what it hears to the hub; connects again when the database was away."""

    def __init__(self, url: str, hub: Hub) -> None:
        self._url = url
        self._hub = hub
        self._stopped = threading.Event()
        self.ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and its connection."""
        self._stopped.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                log.warning("live_listener_failed", error=str(error))
                self.ready.clear()
                self._stopped.wait(AGAIN)

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}".encode())
            self._hub.missed()
            self.ready.set()
            while not self._stopped.is_set():
                for notice in connection.notifies(timeout=1.0):
                    self._hub.publish(orjson.loads(notice.payload))


def listen(database: Database) -> None:
    """Make sure that this process hears the others; does nothing on SQLite, whose one process needs no help."""
    if database.is_sqlite:
        return
    with _starting:
        if database not in _listeners:
            _listeners[database] = Listener(database.conninfo, hub_of(database))
    _listeners[database].ready.wait(5)


def stop(database: Database) -> None:
    """End the listening of this process."""
    with _starting:
        listener = _listeners.pop(database, None)
    if listener is not None:
        listener.stop()
