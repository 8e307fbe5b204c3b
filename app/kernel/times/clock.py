"""The one place that asks what time it is, so that tests and the demo can say so instead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_ahead: ContextVar[timedelta] = ContextVar("ahead", default=timedelta(0))


def now() -> datetime:
    """Give the current time, aware and in UTC."""
    return (_frozen.get() or datetime.now(UTC)) + _ahead.get()


def elapsed() -> float:
    """Give seconds that only ever grow, however the clock is set: for how long something has lasted."""
    frozen_at = _frozen.get()
    return time.monotonic() if frozen_at is None else frozen_at.timestamp()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Make `now()` answer `moment` in this thread until the block ends; a later one says that time has passed."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


@contextmanager
def set_by(much: timedelta) -> Iterator[None]:
    """Set the clock of this thread ahead, or back, until the block ends: `now()` jumps, but no time passes."""
    token = _ahead.set(_ahead.get() + much)
    try:
        yield
    finally:
        _ahead.reset(token)
