"""A queue of happenings, played in order with the clock set to each: months in a minute."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.times import clock

AT_ONCE = 60
Act = Callable[[Session], None]


@dataclass(order=True)
class Happening:
    """Something that somebody does at a moment of the history; after one that is `apart`, due jobs are done."""

    at: datetime
    number: int
    act: Act = field(compare=False)
    apart: bool = field(compare=False, default=False)


class History:
    """Happenings between `start` and `end`; what is planned after the end never happens."""

    def __init__(self, database: Database, rng: Random, start: datetime, end: datetime) -> None:
        self.database, self.rng, self.start, self.end = database, rng, start, end
        self.queue: list[Happening] = []
        self.after_jobs: list[Act] = []
        self._numbers = count()

    def part(self, seed: int) -> History:
        """Give the same history with chances of its own, so that what is told there depends on nothing beside it."""
        part = copy(self)
        part.rng = Random(seed)  # noqa: S311 - a story, not a secret
        return part

    def plan(self, at: datetime, act: Act, *, apart: bool = False) -> None:
        """Put something on the queue."""
        if at <= self.end:
            heapq.heappush(self.queue, Happening(at, next(self._numbers), act, apart))

    def days_before(self, days: float, hour: float = 10) -> datetime:
        """Give a moment so many days before the end, at an hour of a working day, and never after the end."""
        day = (self.end - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = day + timedelta(hours=hour, minutes=self.rng.randint(0, 40))
        while moment.weekday() >= 5:
            moment -= timedelta(days=1)
        return min(moment, self.end - timedelta(minutes=30))

    def play(self, progress: Callable[[float], None]) -> int:
        """Play everything, some happenings a transaction; calls `progress` with the share of time that has passed."""
        played = 0
        while self.queue:
            with unit_of_work(self.database) as session:
                for _ in range(min(AT_ONCE, len(self.queue))):
                    happening = heapq.heappop(self.queue)
                    with clock.frozen(happening.at):
                        happening.act(session)
                    played += 1
                    if happening.apart or not self.queue:
                        break
            if happening.apart:
                self.work_off(happening.at)
            progress(min(1.0, (happening.at - self.start) / (self.end - self.start)))
        return played

    def work_off(self, at: datetime) -> None:
        """Do the jobs that are due at a moment, then what was asked for after jobs."""
        with clock.frozen(at):
            if jobs.drain(self.database):
                for act in self.after_jobs:
                    with unit_of_work(self.database) as session:
                        act(session)


def working_hours(moment: datetime, rng: Random) -> datetime:
    """Move a moment into a working day, Monday to Friday, 8 to 17 o'clock."""
    if not 8 <= moment.hour < 17:
        days = 1 if moment.hour >= 17 else 0
        moment = (moment + timedelta(days=days)).replace(hour=8 + rng.randint(0, 3), minute=rng.randint(0, 59))
    while moment.weekday() >= 5:
        moment += timedelta(days=1)
    return moment
