"""Work that must not be done while a lock is held: it is done before, and its result is taken when its turn comes.

SQLite has one writer, and on PostgreSQL a unit of work may hold rows that others wait for. Whoever meets such work in
a unit raises `Unready`: the unit is undone, so nobody waits, the work is done with no transaction open, and the unit
runs again from the start with the result at hand. What was worked out stays as it was in all tries, so that they come
to an end. Where the rows have changed meanwhile, the work is another one and is done anew. After `LONG` tries whoever
has work that can wait leaves it to jobs, and after `MOST` none is done any more.

Reading, changing and preparing models (`before`) is such work on both databases. Actions of the engine (`results`) are
only on SQLite, where all others wait: on PostgreSQL they hold up nobody but who wants the same case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import AGAIN
from app.kernel.errors import AGAIN_FOR_PEOPLE, Conflict

T = TypeVar("T")
MOST, LONG = 30, 20
UNIT_SECONDS = 10.0


@dataclass
class Result:
    """What a piece of work gave, or the error that it raised, and what it was done on."""

    about: Any
    value: Any = None
    error: Exception | None = None


@dataclass
class Results:
    """What was worked out for a unit, by key; `asked` counts what this try has asked for.

    `single` says that there is one writer, for whom everybody waits.
    """

    single: bool
    known: dict[str, Result] = field(default_factory=dict)
    asked: int = 0
    tries: int = 0

    def next(self) -> int:
        """Number the pieces of work of a try: equal ones are still two."""
        self.asked += 1
        return self.asked


_results: ContextVar[Results | None] = ContextVar("results", default=None)


class Unready(BaseException):
    """A unit of work needs a result that is to be worked out without it; no error, so nothing that catches those."""

    def __init__(self, key: str, about: Any, work: Callable[[], Any]) -> None:
        super().__init__(key)
        self.key = key
        self.about = about
        self.work = work


def ready(database: Database, unit: Callable[[], T]) -> T:
    """Run a unit of work, as often as it meets work to be done before; `unit` must begin anew each time.

    What code of models takes in all tries together is bounded.
    """
    from processes.expressions.bounds import code_time

    with code_time(UNIT_SECONDS):
        return _ready(unit, Results(database.is_sqlite))


def before(key: str, work: Callable[[], T]) -> T:
    """Do a piece of work, or end this try of the unit until it is done; gives what it gives, raises what it raises.

    The key names the piece within its unit.
    """
    results = _results.get()
    if results is None:
        return work()
    known = results.known.get(key)
    if known is None:
        raise Unready(key, None, work)
    if known.error is not None:
        raise known.error
    return known.value  # type: ignore[no-any-return]


def outside(key: str, work: Callable[[], T]) -> T:
    """Do a piece of work at once, where no unit of work is open, and know what it gave in all tries that follow."""
    results = _results.get()
    if results is not None and key not in results.known:
        results.known[key] = _result(Unready(key, None, work))
    return before(key, work)


def anew() -> NoReturn:
    """Let a unit begin anew, for what was looked at before it is not so any more; raises Conflict after many tries."""
    results = _results.get()
    if results is None or is_long():
        raise Conflict("TRY_AGAIN", AGAIN, for_people=AGAIN_FOR_PEOPLE)
    raise Unready(f"anew {results.tries}", None, lambda: None)


@contextmanager
def on_the_spot() -> Iterator[None]:
    """Do in this block at once what would be done before: for many pieces that are bounded together."""
    token = _results.set(None)
    try:
        yield
    finally:
        _results.reset(token)


def begins_anew() -> bool:
    """Whether what is met now is done before: this unit can begin anew."""
    return _results.get() is not None


def is_long() -> bool:
    """Whether a unit has begun anew so often that what can wait should be left to jobs."""
    results = _results.get()
    return results is not None and results.tries >= LONG


def _ready(unit: Callable[[], T], results: Results) -> T:
    from processes.expressions.bounds import code_time

    for results.tries in range(MOST):
        results.asked = 0
        token = _results.set(results)
        try:
            return unit()
        except Unready as met:
            pending = met
        finally:
            _results.reset(token)
        results.known[pending.key] = _result(pending)
    with code_time(0.0):
        return unit()


def results() -> Results | None:
    """Give what of the engine's was worked out before this unit; None where it acts on the spot."""
    results = _results.get()
    return results if results is not None and results.single else None


def _result(met: Unready) -> Result:
    try:
        return Result(met.about, met.work())
    except Exception as error:
        return Result(met.about, error=error)
