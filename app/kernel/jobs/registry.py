"""What can be done in the background: tasks by name, and those that repeat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sqlalchemy import Select

F = TypeVar("F", bound=Callable[..., None])
Due = Callable[[datetime], "Select[datetime] | Select[datetime | None]"]

ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
# How far the clocks of several machines may lie apart.
SKEW = timedelta(seconds=30)
# Until a job is tried again that found the disk full or the database away; that takes none of its attempts.
OUTAGE_WAIT = timedelta(seconds=5)


@dataclass(frozen=True)
class Task:
    """A function that may be deferred; `manages_transactions` gets the database and commits as often as it likes.

    Where `longest` is given, none is ever ordered to wait for longer; else for moments that somebody named.
    """

    name: str
    function: Callable[..., None]
    attempts: int = ATTEMPTS
    manages_transactions: bool = False
    longest: timedelta | None = None


@dataclass(frozen=True)
class Periodic:
    """A task that is deferred every so often, once however many workers there are.

    One that says when it is `due` is deferred then, and again after `every` where it has left something.
    """

    name: str
    every: timedelta
    due: Due | None = None


_tasks: dict[str, Task] = {}
_periodic: dict[str, Periodic] = {}


class UnknownTask(LookupError):
    """A job names a task that this program does not have."""


def task(
    name: str, *, attempts: int = ATTEMPTS, manages_transactions: bool = False, longest: timedelta | None = None
) -> Callable[[F], F]:
    """Make `f(session, **args)` a task; its writes are committed together with the job's end.

    With `manages_transactions` it is `f(database, **args)`, for work that waits on others (mail, HTTP): it runs outside
    any transaction and may run twice if its worker dies. With `longest`, one that lies further ahead is due: the clock
    was set back since it was ordered.
    """

    def note(function: F) -> F:
        _tasks[name] = Task(name, function, attempts, manages_transactions, longest)
        return function

    return note


def periodic(
    name: str, *, every: timedelta, manages_transactions: bool = False, due: Due | None = None
) -> Callable[[F], F]:
    """Make `f(session)` a task that runs again and again; a run that is missed while nobody works is made up once.

    `due(now)` selects the moment at which there is something to do next: then it runs, and else it does not.
    """

    def note(function: F) -> F:
        _periodic[name] = Periodic(name, every, due)
        return task(name, attempts=1, manages_transactions=manages_transactions)(function)

    return note


def find(name: str) -> Task:
    """Give the task of this name; raises UnknownTask."""
    try:
        return _tasks[name]
    except KeyError:
        raise UnknownTask(
            f"Expected to know how to do '{name}', but this version of Stepwell has no such task. "
            "Start workers of the same version as the server."
        ) from None


def all_tasks() -> tuple[Task, ...]:
    """Give every task that was declared."""
    return tuple(_tasks.values())


def all_periodic() -> tuple[Periodic, ...]:
    """Give every task that repeats."""
    return tuple(_periodic.values())


def forget(name: str) -> None:
    """Take a task out again (for tests)."""
    _tasks.pop(name, None)
    _periodic.pop(name, None)


def wait_after(attempts: int) -> timedelta:
    """Give how long to wait after so many failed attempts: twice as long each time, up to a limit."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 20)) if attempts > 0 else FIRST_WAIT


def is_final(error: BaseException) -> bool:
    """Whether an error says that trying again is of no use."""
    return bool(getattr(error, "final", False))


def words_of(error: BaseException) -> str:
    """Say an error in a line that is kept with the job."""
    return f"{type(error).__name__}: {error}"[:1000]


def arguments(args: dict[str, Any]) -> dict[str, Any]:
    """Give the arguments back if JSON can carry them; raises TypeError at the caller, not in the background."""
    import orjson

    orjson.dumps(args)
    return args
