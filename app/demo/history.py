"""Months of work in a minute: cases start, people do their tasks in their own time, the engine runs it all."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.catalog.tables import Process
from app.demo.forms import campaign, fill
from app.kernel import clock
from app.kernel.database import Database
from app.kernel.errors import StepwellError
from app.kernel.policy import Actor
from app.kernel.unit import unit_of_work
from app.work import actions
from app.work.policy import may_perform
from app.work.queries import mappings_by_lane
from app.work.tables import Instance, LaneMapping, Task, Timer

AT_ONCE = 40


@dataclass(order=True)
class Happening:
    """Something that somebody does at a moment of the history."""

    at: datetime
    number: int
    act: Callable[[Session], None] = field(compare=False)


class History:
    """A queue of happenings, played in order with the clock set to each."""

    def __init__(self, database: Database, rng: Random, end: datetime) -> None:
        self.database, self.rng, self.end = database, rng, end
        self.queue: list[Happening] = []
        self.numbers = count()
        self.people: list[Actor] = []
        self.lanes: dict[str, dict[str, list[LaneMapping]]] = {}
        self.pace: dict[str, float] = {}
        self.done = 0

    def plan(self, at: datetime, act: Callable[[Session], None]) -> None:
        """Put something on the queue; what lies after the end of the history never happens."""
        if at <= self.end:
            heapq.heappush(self.queue, Happening(at, next(self.numbers), act))

    def start_cases(self, process: Process, first: datetime, cases: int) -> None:
        """Let cases of a process start evenly, with some chance, until the end of the history."""
        step = (self.end - first) / cases
        for number in range(cases):
            at = working_hours(first + step * (number + self.rng.random()), self.rng)
            self.plan(at, lambda session, n=number + 1: self._start(session, process.id, n))

    def play(self, progress: Callable[[int], None]) -> None:
        """Play everything, some happenings a transaction, calling `progress` with how many were played."""
        with unit_of_work(self.database, readonly=True) as session:
            self.people = [a for a in actors(session).values() if a.is_internal]
        while self.queue:
            with unit_of_work(self.database) as session:
                for _ in range(min(AT_ONCE, len(self.queue))):
                    happening = heapq.heappop(self.queue)
                    with clock.frozen(happening.at):
                        happening.act(session)
                    self.done += 1
                session.flush()
            progress(self.done)

    def _start(self, session: Session, process_id: str, number: int) -> None:
        process = session.get_one(Process, process_id)
        who = self._somebody(session, process, "")
        if who is not None:
            instance = actions.start(session, who, process, {}, campaign(self.rng, number))
            self._follow(session, process, instance)

    def _follow(self, session: Session, process: Process, instance: Instance) -> None:
        """Let somebody do each new task after a while, and let each timer come."""
        session.flush()
        now = clock.now()
        for task in session.scalars(
            select(Task).where(Task.instance_id == instance.id, Task.state == "open", Task.opened_at == now)
        ):
            hours = self.rng.lognormvariate(0, 0.7) * self.pace.get(task.step_id, 6.0)
            at = working_hours(now + timedelta(hours=hours), self.rng)
            self.plan(at, lambda session, task_id=task.id: self._complete(session, task_id))
        for due in session.scalars(select(Timer.due_at).where(Timer.instance_id == instance.id, Timer.due_at > now)):
            self.plan(due, lambda session, instance_id=instance.id: self._fire(session, instance_id))

    def _complete(self, session: Session, task_id: str) -> None:
        task = session.get_one(Task, task_id)
        if task.state != "open":
            return
        process = session.get_one(Process, task.process_id)
        who = self._somebody(session, process, task.lane)
        if who is None:
            return
        try:
            instance = actions.complete(session, who, task_id, fill(task.form or {}, self.rng))
        except StepwellError:
            return
        session.expire(task)
        self._follow(session, process, instance)

    def _fire(self, session: Session, instance_id: str) -> None:
        instance = actions.fire(session, instance_id)
        if instance is not None:
            self._follow(session, session.get_one(Process, instance.process_id), instance)

    def _somebody(self, session: Session, process: Process, lane: str) -> Actor | None:
        if process.id not in self.lanes:
            self.lanes[process.id] = mappings_by_lane(session, process.id)
        mapped = self.lanes[process.id].get(lane, [])
        able = [actor for actor in self.people if may_perform(actor, process, mapped)]
        return self.rng.choice(able) if able else None


def working_hours(moment: datetime, rng: Random) -> datetime:
    """Move a moment into a working day, Monday to Friday, 8 to 17 o'clock."""
    if not 8 <= moment.hour < 17:
        days = 1 if moment.hour >= 17 else 0
        moment = (moment + timedelta(days=days)).replace(hour=8 + rng.randint(0, 3), minute=rng.randint(0, 59))
    while moment.weekday() >= 5:
        moment += timedelta(days=1)
    return moment
