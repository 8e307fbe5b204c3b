"""Sleep until the next thing is due: woken by what comes earlier, in this process and, on PostgreSQL, in any."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.kernel import events
from app.kernel.db.database import Database
from app.kernel.db.postgres_listener import Listener
from app.kernel.db.unit_session import UnitKey, UnitSession, unit_of
from app.kernel.times import clock

# The longest sleep: what another process orders on SQLite, which cannot tell, waits no longer than this.
LONGEST = timedelta(seconds=1)
SHORTEST = timedelta(milliseconds=20)
CHANNEL = "stepwell_jobs"
_EXPECTED = UnitKey(lambda: True)  # whether this unit has told that something is due soon


class Alarm:
    """Wakes whoever waits; what rings between a look and the wait that follows it is not missed."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._rung = 0

    def rung(self) -> int:
        """Give how often it rang: ask before looking for work, and give it to `wait`."""
        return self._rung

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._news:
            self._rung += 1
            self._news.notify_all()

    def wait(self, rung: int, due: datetime | None) -> None:
        """Wait until a moment when something is due, or until it rings again after `rung`; never longer than LONGEST.

        The moment may have passed since it was found: to look took a while. What was due then and could not be had is
        no moment to wait for.
        """
        pause = min(LONGEST, max(SHORTEST, due - clock.now())) if due is not None else LONGEST
        with self._news:
            self._news.wait_for(lambda: self._rung != rung, pause.total_seconds())


class Alarms:
    """The two alarms of a process: for jobs that are there, and for what periodic tasks look for."""

    def __init__(self, database: Database) -> None:
        self.jobs, self.due = Alarm(), Alarm()
        self._database, self._name = database, secrets.token_hex(4)

    def told(self, alarm: Alarm) -> ColumnElement[None] | None:
        """Give what a statement of the transaction selects so that other processes hear of it; None on SQLite."""
        which = "jobs" if alarm is self.jobs else "due"
        return None if self._database.is_sqlite else func.pg_notify(CHANNEL, f"{which} {self._name}")

    def expect(self, session: Session, at: datetime) -> None:
        """Have what repeats looked at no later than a moment at which there is something for it to do."""
        unit = unit_of(session)
        if not is_soon(at) or unit.known(_EXPECTED):
            return
        unit.kept(_EXPECTED)
        events.on_commit(session, partial(self._expected, unit))
        if (told := self.told(self.due)) is not None:
            session.execute(select(told))

    def _expected(self, session: UnitSession) -> None:
        session.forget(_EXPECTED)
        self.due.ring()

    def ring(self) -> None:
        """Wake everybody of this process."""
        self.jobs.ring()
        self.due.ring()

    def listening(self) -> Listener | None:
        """Hear the others until the listener is stopped; None on SQLite."""
        return None if self._database.is_sqlite else Listener(self._database, CHANNEL, self._heard, self.ring)

    def _heard(self, told: str) -> None:
        which, _, name = told.partition(" ")
        if name != self._name:
            (self.jobs if which == "jobs" else self.due).ring()


def is_soon(at: datetime) -> bool:
    """Whether somebody who has looked just now may sleep beyond this moment."""
    return at <= clock.now() + LONGEST
