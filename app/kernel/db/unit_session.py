"""The session of a unit of work: the database it is on, and what belongs to this unit and is gone with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from app.kernel.db.database import Database

T = TypeVar("T")


class UnitKey(Generic[T]):
    """Names what a module keeps within a unit of work, and makes its first value; nobody without the key reads it."""

    def __init__(self, new: Callable[[], T]) -> None:
        self.new = new


class UnitSession(Session):
    """A session that belongs to one unit of work.

    `undone` says that nothing of it stays, though no error ends it, and `keeps_errors` that it stays though the answer
    to the request is an error. `acts` are called once it is committed.
    """

    def __init__(self, *given: Any, database: Database, **more: Any) -> None:
        super().__init__(*given, **more)
        self.database = database
        self.undone = False
        self.keeps_errors = False
        self.acts: list[Callable[[], None]] = []
        self._kept: dict[UnitKey[Any], Any] = {}

    def kept(self, key: UnitKey[T]) -> T:
        """Give what is kept under a key, begun now where nothing is."""
        if key not in self._kept:
            self._kept[key] = key.new()
        value: T = self._kept[key]
        return value

    def known(self, key: UnitKey[T]) -> T | None:
        """Give what is kept under a key, None where nothing is."""
        found: T | None = self._kept.get(key)
        return found

    def forget(self, key: UnitKey[T]) -> T | None:
        """Keep nothing under a key from now on; gives what was kept."""
        found: T | None = self._kept.pop(key, None)
        return found


def unit_of(session: Session) -> UnitSession:
    """Give a session as that of its unit of work; raises TypeError for one that no `Database` opened."""
    if not isinstance(session, UnitSession):
        raise TypeError("Expected a session of a unit of work, but got another one. Open it by `unit_of_work`.")
    return session


def undo(session: Session) -> None:
    """Let nothing of the session's unit of work stay, though it ends without an error."""
    unit_of(session).undone = True
