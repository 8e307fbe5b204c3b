"""Work that must not be done while a lock is held: it is done before, and its result is taken when its turn comes.

SQLite has one writer. Whoever meets such work in a unit of work raises `Unready`: the unit is undone, so nobody waits,
the work is done, and the unit runs again from the start with the result at hand. Where the rows have changed meanwhile,
the work is another one and is done anew; after `MOST` tries what is left is done under the lock, within its own bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from app.kernel.database import Database

T = TypeVar("T")
MOST = 20
Result = tuple[Any, BaseException | None]
_results: ContextVar[dict[str, Result] | None] = ContextVar("results", default=None)


class Unready(BaseException):
    """A unit of work needs a result that is to be worked out without it; no error, so nothing that catches those."""

    def __init__(self, key: str, work: Callable[[], Any]) -> None:
        super().__init__(key)
        self.key = key
        self.work = work


def ready(database: Database, unit: Callable[[], T]) -> T:
    """Run a unit of work, as often as it meets work to be done before; `unit` must begin anew each time.

    What code of models takes in all tries together is bounded.
    """
    from processes.engine.scripts.bounds import code_time

    with code_time():
        return _ready(unit) if database.is_sqlite else unit()


def _ready(unit: Callable[[], T]) -> T:
    results: dict[str, Result] = {}
    for _ in range(MOST):
        token = _results.set(results)
        try:
            return unit()
        except Unready as met:
            pending = met
        finally:
            _results.reset(token)
        results[pending.key] = _result(pending.work)
    return unit()


def results() -> dict[str, Result] | None:
    """Give what was worked out before this unit, by key; None where work may be done on the spot."""
    return _results.get()


def _result(work: Callable[[], Any]) -> Result:
    try:
        return work(), None
    except Exception as error:
        return None, error
