"""What listens on PostgreSQL ends with its database: it would look for one that is gone, and log that, for ever."""

from __future__ import annotations

import pytest

from app.kernel.db.database import Database
from app.kernel.db.postgres_listener import Listener
from app.kernel.live import listener as live

pytestmark = pytest.mark.databases("postgresql")


def test_it_ends_when_its_database_is_closed(database: Database) -> None:
    heard = Listener(database, "some_channel", lambda told: None, lambda: None)
    assert heard.ready.wait(30)
    database.close()
    assert not heard._thread.is_alive() and database.closing == []


def test_so_does_what_live_pages_hear(database: Database) -> None:
    live.listen(database)
    thread = live._listeners[database]._thread
    database.close()
    assert not thread.is_alive()
