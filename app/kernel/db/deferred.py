"""Views that begin to write late: they look, then work while nobody waits for them, then write.

    @transaction("deferred")
    def publish(key):
        with looking() as session:      # a transaction that reads: what is there, and may they?
            ...
        upload = ...                    # none is open
        session = begin()               # the one that writes: from here on as in any other view
        ...

What was looked at may have changed by `begin`; whoever relies on it looks again, and calls `outside_locks.anew` where
it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Self, cast

from flask import current_app, g

from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.db.unit_session import UnitSession, undo

if TYPE_CHECKING:
    from types import TracebackType

    from app.kernel.http.application import StepwellApp


class Writing:
    """The unit of work of a request that begins to write late; `session` is None before and after it."""

    def __init__(self, app: StepwellApp) -> None:
        self.session: UnitSession | None = None
        self._app = app
        self._units = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._units.__exit__(kind, error, trace)

    def begin(self) -> UnitSession:
        """Open the unit, and guard the door again: who asks may have lost what they had a moment ago."""
        self.session = self._units.enter_context(unit_of_work(self._app.database))
        self._app.admit(self.session)
        return self.session

    def withdraw(self) -> None:
        """End the unit with nothing left of it, where it was begun."""
        if self.session is not None:
            undo(self.session)
            self._units.close()
            self.session = None


@contextmanager
def looking() -> Iterator[UnitSession]:
    """Make a transaction that only reads that of the request, for a block."""
    with cast("StepwellApp", current_app).looking() as g.session:
        yield g.session


def begin() -> UnitSession:
    """Begin to write: what follows is committed with the answer, or undone where that is an error."""
    return _writing().begin()


def withdraw() -> None:
    """Take back what this request has written, so that its error is put into words while nobody waits."""
    _writing().withdraw()


def _writing() -> Writing:
    return cast(Writing, g.writing)
