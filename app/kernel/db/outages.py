"""What is said when the ground gives way: a full disk, data that can only be read, a database that does not answer.

The one place that tells such faults from mistakes, whichever database or folder they come from. Who meets one has lost
nothing but time: the unit of work is undone, a person or program is told in words, a job waits without losing an
attempt, and all goes on by itself once the cause is gone.
"""

from __future__ import annotations

import errno
import threading
import time
from collections import Counter
from collections.abc import Iterator

from app.kernel.errors import StepwellError
from app.kernel.i18n import _, sentences

REMEMBERED = 30.0
DISK_FULL, READ_ONLY, DISK_ERROR = "DISK_FULL", "READ_ONLY", "DISK_ERROR"
AWAY, BUSY, DAMAGED = "DATABASE_AWAY", "DATABASE_BUSY", "DATABASE_DAMAGED"


class Outage(StepwellError):
    """Something that Stepwell stands on fails for now: nothing of what was asked is done, and it may be asked again."""

    status = 503
    title: str = _("Just a moment")


_SAID: dict[str, tuple[int, str, int, str]] = {
    DISK_FULL: (
        507, _("The disk is full"), 30,
        _(
            "Expected to save this, but the disk is full. Nothing of it was saved; make room on the server, then do it "
            "again."
        ),
    ),
    READ_ONLY: (
        503, _("Nothing can be saved now"), 30,
        _(
            "Expected to save this, but the data can only be read. Nothing of it was saved; let the server write to "
            "its database and folder, then do it again."
        ),
    ),
    DISK_ERROR: (
        503, _("The disk does not work"), 30,
        _(
            "Expected the disk to take this, but it failed or is at its limit. Nothing of it was saved; look at the "
            "disk of the server, then do it again."
        ),
    ),
    AWAY: (503, _("Just a moment"), 2, _("Expected the database to answer, but it did not. Try again in a moment.")),
    BUSY: (
        503, _("Just a moment"), 2,
        _(
            "Expected the database to be free, but somebody else holds it. Nothing of it was saved; do it again in a "
            "moment."
        ),
    ),
    DAMAGED: (
        503, _("The database is damaged"), 60,
        _(
            "Expected a sound database, but it is damaged. Nothing of it was saved; stop the server and restore a "
            "backup."
        ),
    ),
}  # fmt: skip
_ASK = _("Tell whoever looks after Stepwell; what you sent can be sent again.")
FOR_PEOPLE = {
    DISK_FULL: sentences(_("Nothing can be saved at the moment: the disk of the server is full."), _ASK),
    READ_ONLY: sentences(_("Nothing can be saved at the moment: the server may not write."), _ASK),
    DISK_ERROR: sentences(_("Nothing can be saved at the moment: the disk of the server does not work."), _ASK),
    AWAY: _(
        "Stepwell cannot reach its data. Try again in a moment; if it stays so, tell whoever looks after Stepwell."
    ),
    BUSY: _("Something else is being saved for long, so this could not be saved. Send it again in a moment."),
    DAMAGED: sentences(_("Nothing can be saved at the moment: what Stepwell keeps is damaged."), _ASK),
}
CODES = tuple(_SAID)
IN_WORDS = {
    DISK_FULL: "disk full", READ_ONLY: "read only", DISK_ERROR: "disk error", AWAY: "database away",
    BUSY: "database busy", DAMAGED: "database damaged",
}  # fmt: skip

# What stands until something is saved; the others show whenever something is read.
LASTING = frozenset({DISK_FULL, READ_ONLY, DISK_ERROR, DAMAGED})

_ERRNO = {
    errno.ENOSPC: DISK_FULL, errno.EDQUOT: DISK_FULL, errno.EFBIG: DISK_FULL, errno.EROFS: READ_ONLY,
    errno.EIO: DISK_ERROR,
}  # fmt: skip
# The lower byte of what SQLite answers, see https://www.sqlite.org/rescode.html
_SQLITE = {3: READ_ONLY, 5: BUSY, 6: BUSY, 8: READ_ONLY, 10: DISK_ERROR, 11: DAMAGED, 13: DISK_FULL, 14: AWAY,
           15: BUSY, 26: DAMAGED}  # fmt: skip
SQLITE_READONLY_DBMOVED = 1032
# States of PostgreSQL, and classes of them where the whole class is one: see its appendix A.
_STATES = {"53100": DISK_FULL, "25006": READ_ONLY, "58030": DISK_ERROR, "55P03": BUSY, "XX001": DAMAGED,
           "XX002": DAMAGED}  # fmt: skip
_CLASSES = {"08": AWAY, "53": AWAY, "57P": AWAY, "58": DISK_ERROR}
_counts: Counter[str] = Counter()
_counting = threading.Lock()
_thread = threading.local()


def saying(code: str, words: str = "") -> Outage:
    """Give the outage of a code, in its own words or in these."""
    status, title, wait, usual = _SAID[code]
    said = Outage(code, words or usual, for_people=FOR_PEOPLE[code], retry_after=wait)
    said.status, said.title = status, title
    return said


def outage(error: BaseException) -> Outage | None:
    """Give the outage behind an error, None where it is something else: a mistake of ours, or of who asks."""
    if isinstance(error, Outage):
        return error
    if isinstance(error, StepwellError):
        return None
    codes = [code for one in _behind(error) if (code := _code(one))]
    return saying(codes[-1]) if codes else None


def met(error: BaseException) -> Outage | None:
    """Give the outage behind an error, and remember it: what this thread meets next may only be its consequence."""
    found = outage(error)
    if found is not None and getattr(_thread, "first", None) is None:
        _thread.first = found.code
    return found


def begin() -> str | None:
    """Begin a unit of work in which nothing is met yet; gives what the one around it has met, for `end`."""
    around: str | None = getattr(_thread, "first", None)
    _thread.first = None
    return around


def end(around: str | None) -> None:
    """End a unit of work."""
    _thread.first = around


def behind(error: BaseException) -> Outage | None:
    """Give the outage behind an error that ends a unit of work: the first that was met in it, not what followed."""
    found = outage(error)
    if found is None or found is error:
        return found
    first: str | None = _thread.first
    return saying(first) if first and found.code == AWAY else found


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Give an error and what it was raised for: libraries wrap what the database said."""
    one: BaseException | None = error
    for _each in range(6):
        if one is None:
            return
        yield one
        one = getattr(one, "orig", None) or one.__cause__


def _code(error: BaseException) -> str | None:
    if isinstance(error, OSError):
        return _of_system(error)
    # Asked by name: to import a driver for what it never raised would cost every command.
    source, names = type(error).__module__.partition(".")[0], {kind.__name__ for kind in type(error).__mro__}
    if source == "sqlite3":
        return _of_sqlite(error)
    if source in ("psycopg", "psycopg_pool"):
        return _of_postgresql(error, names)
    if source == "sqlalchemy":
        lost = getattr(error, "connection_invalidated", False) or "PendingRollbackError" in names
        return BUSY if "TimeoutError" in names else AWAY if lost else None
    return None


def _of_system(error: OSError) -> str | None:
    if error.errno in (errno.EACCES, errno.EPERM) and error.filename is not None:
        return READ_ONLY
    return _ERRNO.get(error.errno or 0)


def _of_sqlite(error: BaseException) -> str | None:
    said = getattr(error, "sqlite_errorcode", None) or 0
    return AWAY if said == SQLITE_READONLY_DBMOVED else _SQLITE.get(said & 0xFF)


def _of_postgresql(error: BaseException, names: set[str]) -> str | None:
    state = getattr(error, "sqlstate", None)
    if state:
        kind = next((code for start, code in _CLASSES.items() if state.startswith(start)), None)
        return _STATES.get(state) or kind
    if "OperationalError" in names:
        return AWAY
    return AWAY if "InterfaceError" in names and "closed" in str(error) else None


class Standing:
    """What keeps a database from being written to, as this process met it last, until something is saved again."""

    def __init__(self) -> None:
        self._met: tuple[str, float] | None = None

    def met(self, outage: Outage) -> None:
        """Note an outage, and count it."""
        if outage.code in LASTING:
            self._met = (outage.code, time.monotonic())
        with _counting:
            _counts[outage.code] += 1

    def saved(self) -> None:
        """Note that something was saved."""
        self._met = None

    @property
    def code(self) -> str | None:
        """The outage that stands: met in the last seconds, and nothing was saved since."""
        met = self._met
        return met[0] if met is not None and time.monotonic() - met[1] < REMEMBERED else None


def counted() -> dict[str, int]:
    """Give how often each outage was met in this process."""
    with _counting:
        return {code: _counts[code] for code in CODES}
