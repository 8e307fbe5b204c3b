"""Wait for what comes by itself, with one bound for all tests: it only ends a hang and says nothing of speed."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from sqlalchemy import text

from app.kernel.db.database import Database

T = TypeVar("T")

# Less than a test may last (setup.cfg), so that a test says what it waited for; far more than a busy machine takes.
BOUND = 240.0
FIRST, LAST = 0.01, 0.2
WAITING = text(
    """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"""
)


def until(
    look: Callable[[], T], awaited: str, *, going: Callable[[], bool] = lambda: True, told: Callable[[], str] = str
) -> T:
    """Give what `look` finds once it is true; fails with what was awaited, what was found last and what is `told`.

    It fails at once where nothing is `going` any more that could bring it about, such as a process that ended.
    """
    end, pause = time.monotonic() + BOUND, FIRST
    while not (found := look()):
        if not going():
            raise AssertionError(f"Expected {awaited}, but what was to bring it about has ended.\n{told()}")
        if time.monotonic() > end:
            raise AssertionError(f"Expected {awaited} within {BOUND:.0f} seconds, but found {found!r}.\n{told()}")
        time.sleep(pause)
        pause = min(LAST, pause * 1.5)
    return found


def answers(url: str) -> bool:
    """Whether an address answers that all is well."""
    try:
        with urllib.request.urlopen(url, timeout=BOUND) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def ended(*threads: Thread) -> None:
    """Wait until threads have ended; fails with the names of those that have not."""
    for thread in threads:
        thread.join(BOUND)
    left = [thread.name for thread in threads if thread.is_alive()]
    assert not left, f"Expected {', '.join(left)} to end within {BOUND:.0f} seconds."


def blocked(database: Database, thread: Thread) -> None:
    """Wait until a thread waits for a lock of somebody else in this PostgreSQL database, or has ended without that."""

    def waits() -> bool:
        with database.session(readonly=True) as session:
            return bool(session.scalar(WAITING)) or not thread.is_alive()

    until(waits, f"{thread.name} to wait for a lock")
