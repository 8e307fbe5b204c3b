"""On PostgreSQL, what all processes say is told to the streams of this one."""

from __future__ import annotations

import threading
import weakref

import orjson

from app.kernel.db.database import Database
from app.kernel.db.postgres_listener import Listener
from app.kernel.live.hub import hub_of
from app.kernel.live.ping import CHANNEL

_listeners: weakref.WeakKeyDictionary[Database, Listener] = weakref.WeakKeyDictionary()
_starting = threading.Lock()


def listen(database: Database) -> None:
    """Make sure that this process hears the others; does nothing on SQLite, whose one process needs no help."""
    if database.is_sqlite:
        return
    with _starting:
        if database not in _listeners:
            hub = hub_of(database)
            _listeners[database] = Listener(database, CHANNEL, lambda told: hub.publish(orjson.loads(told)), hub.missed)
    _listeners[database].ready.wait(5)


def stop(database: Database) -> None:
    """End the listening of this process."""
    with _starting:
        listener = _listeners.pop(database, None)
    if listener is not None:
        listener.stop()
