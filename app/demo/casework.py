"""Cases start, people do their tasks in their own time, timers come: all through the actions that pages use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.assignment.actions.absences import be_away
from app.assignment.policy import may_perform
from app.assignment.queries import mappings_by_lane
from app.assignment.tables import LaneMapping
from app.cases import actions as case_actions
from app.cases.tables import Instance, Task, Timer
from app.catalog.tables import Process
from app.demo.cast import Part
from app.demo.forms import ODDS, Odds, fill
from app.demo.history import History, working_hours
from app.demo.organisation import actor
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.tasks import actions as task_actions

USUAL_PACE = 4.0
TAKEN = 0.2
# Which share of the time until a task is done somebody has it, and of how long ago that is to be seen.
AT_WORK, LOOKED_AT = (0.05, 0.5), timedelta(days=60)
LEFT = 3


class Special(Protocol):
    """What a process needs besides people who do its tasks: programs, partners, parcels."""

    def start(self, session: Session, process: Process, number: int, odd: int | None) -> Instance:
        """Start a case; `odd` counts those of which some cannot go on."""

    def filled(self, session: Session, who: Actor, task: Task, data: dict[str, Any]) -> dict[str, Any]:
        """Put what a form asks for besides what was filled in."""

    def follow(self, session: Session, instance: Instance) -> None:
        """Plan what happens to a case now, besides its tasks."""


@dataclass(frozen=True)
class Habits:
    """How people of a case of the demo work: hours a step takes, steps that managers do, how they call what they do.

    `odds` say how often they answer a question of a form how.
    """

    pace: Mapping[str, float]
    managers_steps: frozenset[str]
    name: Callable[[str, Random, int], str]
    odds: Odds = field(default_factory=lambda: ODDS)


def people_of(session: Session, parts: Iterable[Part]) -> list[Actor]:
    """Give those of these people who are there, by address."""
    emails = {part.email for part in parts}
    return sorted((one for one in actors(session).values() if one.email in emails), key=lambda one: one.email)


class Casework:
    """The daily work of the people of a case of the demo on its processes, planned on a history."""

    def __init__(self, history: History, people: list[Actor], process_ids: Collection[str], habits: Habits) -> None:
        self.history, self.rng, self.habits = history, history.rng, habits
        self._process_ids = process_ids
        self.workers: list[Actor] = []
        self.managers: list[Actor] = []
        self.others: list[Actor] = []
        self.away: set[str] = set()
        self.special: dict[str, Special] = {}
        self._planned: set[str] = set()
        self._left: set[str] = set()
        self.join(people)
        self._lanes: dict[str, dict[str, list[LaneMapping]]] = {}
        # Apart from the chances of the history, which stay as they are.
        self._share = Random(1)  # noqa: S311

    def join(self, people: list[Actor]) -> None:
        """Let people take part in the work from now on; all but workers and managers in lanes of their own."""
        self.workers += [a for a in people if a.has("worker") and a.is_internal]
        self.managers += [a for a in people if a.has("manager")]
        self.others += [a for a in people if a not in (*self.workers, *self.managers)]

    def start_cases(
        self, process_id: str, first: datetime, until: datetime, cases: int, after: int = 0, *, odd: bool = False
    ) -> None:
        """Let cases of a process start evenly, with some chance, in working hours; they are numbered from `after`.

        With `odd` some of them cannot go on.
        """
        step = (until - first) / max(1, cases)
        for number in range(cases):
            at = working_hours(first + step * (number + self.rng.random()), self.rng)
            which = number if odd else None
            self.history.plan(at, partial(self._start, process_id=process_id, number=after + number + 1, odd=which))

    def _start(self, session: Session, process_id: str, number: int, odd: int | None) -> None:
        process = session.get_one(Process, process_id)
        if (special := self.special.get(process.key)) is not None:
            self.follow(session, special.start(session, process, number, odd))
            return
        who = self._somebody(session, process, "", "")
        instance = case_actions.start(session, who, process, {}, self.habits.name(process.key, self.rng, number))
        self.follow(session, instance)

    def take_up(self, session: Session, who: Actor, process_id: str, number: int, *, finish: bool) -> None:
        """Let somebody start a case and do its first task, or claim it and leave it waiting until the end."""
        process = session.get_one(Process, process_id)
        instance = case_actions.start(session, who, process, {}, self.habits.name(process.key, self.rng, number))
        session.flush()
        for task in session.scalars(select(Task).where(Task.instance_id == instance.id, Task.state == "open")):
            self._planned.add(task.id)
            task_actions.claim(session, who, task.id)
            if finish:
                filled = fill(task.form or {}, self.rng, instance.business_key or "", self.habits.odds)
                instance = task_actions.complete(session, who, task.id, filled)
                session.flush()
                self.follow(session, instance)

    def follow(self, session: Session, instance: Instance) -> None:
        """Let somebody do each new task after a while, and let each timer come."""
        now = clock.now()
        fresh = select(Task.id, Task.step_id).where(Task.instance_id == instance.id, Task.opened_at == now)
        for task_id, step_id in session.execute(fresh.where(Task.state == "open").order_by(Task.step_id)).all():
            self._plan_task(task_id, step_id)
        if instance.waits:
            self._follow_timers(session, instance.id, now)
        for special in self.special.values():
            special.follow(session, instance)

    def catch_up(self, session: Session) -> None:
        """Plan open tasks that nobody has in mind yet: those that a rollout opened."""
        for task in self._open(session):
            if task.id not in self._planned:
                self._plan_task(task.id, task.step_id)

    def claim_some(self, session: Session) -> None:
        """Let people have taken some of the open tasks for themselves."""
        for task in self._open(session):
            if task.claimed_by is None and self.rng.random() < TAKEN:
                process = session.get_one(Process, task.process_id)
                task_actions.claim(session, self._somebody(session, process, task.lane, task.step_id), task.id)

    def leave(self, session: Session, key: str, owner: str, away: Sequence[tuple[str, str, int]]) -> None:
        """Let some go away for a week or so, with tasks of a process that they had taken, in a colleague's care."""
        process = session.scalars(select(Process).where(Process.key == key)).one()
        for name, substitute, days in away:
            who = actor(session, name)
            free = [one for one in self._open(session) if one.process_id == process.id and one.claimed_by is None]
            able = [one for one in free if may_perform(who, process, self._mapped(session, process, one.lane))]
            for task in able[:LEFT]:
                task_actions.claim(session, who, task.id)
                self._left.add(task.id)
            begins = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            be_away(session, who, actor(session, substitute).id, begins, begins + timedelta(days=days))
            self.away.add(name)
        self._hurry(session, process, actor(session, owner))

    def _hurry(self, session: Session, process: Process, owner: Actor) -> None:
        """Let the owner say of some tasks until when they are wanted: one is late now, one due today, one later."""
        end = self.history.end
        tonight = end.replace(hour=23, minute=55)
        free = [one for one in self._open(session) if one.process_id == process.id and one.claimed_by is None]
        for task, due in zip(free, (end - timedelta(hours=20), tonight, end + timedelta(days=3)), strict=False):
            task_actions.set_due(session, owner, task.id, due.isoformat())
            self._left.add(task.id)

    def _open(self, session: Session) -> list[Task]:
        rows = select(Task).join(Instance, Instance.id == Task.instance_id).where(Task.state == "open")
        rows = rows.where(Task.process_id.in_(self._process_ids))
        return list(session.scalars(rows.order_by(Instance.business_key, Task.step_id)))

    def _plan_task(self, task_id: str, step_id: str) -> None:
        hours = self.rng.lognormvariate(0, 0.6) * self.habits.pace.get(step_id, USUAL_PACE)
        at = working_hours(clock.now() + timedelta(hours=hours), self.rng)
        self._planned.add(task_id)
        self.history.plan(at, lambda session: self._complete(session, task_id))

    def _follow_timers(self, session: Session, instance_id: str, now: datetime) -> None:
        for due in session.scalars(select(Timer.due_at).where(Timer.instance_id == instance_id, Timer.due_at > now)):
            self.history.plan(due, lambda session: self._fire(session, instance_id))

    def _complete(self, session: Session, task_id: str) -> None:
        task = session.get_one(Task, task_id, populate_existing=True)
        if task.state != "open" or task.id in self._left:
            return
        process = session.get_one(Process, task.process_id)
        who = self._somebody(session, process, task.lane, task.step_id)
        case = session.get_one(Instance, task.instance_id).business_key or ""
        data = fill(task.form or {}, self.rng, case, self.habits.odds)
        for special in self.special.values():
            data = special.filled(session, who, task, data)
        self._take_before(session, who, task)
        instance = task_actions.complete(session, who, task_id, data)
        session.flush()
        self.follow(session, instance)

    def _take_before(self, session: Session, who: Actor, task: Task) -> None:
        """Let somebody have taken a task some time before they complete it now; of what is long ago nobody looks."""
        now = clock.now()
        if task.claimed_by is None and self.history.end - now < LOOKED_AT:
            with clock.frozen(now - (now - task.opened_at) * self._share.uniform(*AT_WORK)):
                task_actions.claim(session, who, task.id)

    def _fire(self, session: Session, instance_id: str) -> None:
        """Let due timers take effect, as the job does that looks for them every few seconds."""
        instance = case_actions.fire(session, instance_id)
        if instance is not None:
            session.flush()
            self.follow(session, instance)

    def _somebody(self, session: Session, process: Process, lane: str, step_id: str) -> Actor:
        mapped = self._mapped(session, process, lane)
        first, second = self.workers, self.managers
        if step_id in self.habits.managers_steps:
            first, second = second, first
        for some in (first, second, self.others):
            if able := [a for a in some if a.name not in self.away and may_perform(a, process, mapped)]:
                return self.rng.choice(able)
        raise LookupError(f"Expected somebody for {step_id or 'a start'} of {process.key}, but nobody may do it.")

    def _mapped(self, session: Session, process: Process, lane: str) -> list[LaneMapping]:
        if process.id not in self._lanes:
            self._lanes[process.id] = mappings_by_lane(session, process.id)
        return self._lanes[process.id].get(lane, [])


def casework_on(
    history: History, keys: Sequence[str], parts: Iterable[Part], habits: Habits
) -> tuple[Casework, dict[str, str]]:
    """Let people work on the processes with these keys until the end of a history; gives the ids of these, too."""
    with unit_of_work(history.database, readonly=True) as session:
        processes = dict(session.execute(select(Process.key, Process.id).where(Process.key.in_(keys))).all())
        work = Casework(history, people_of(session, parts), set(processes.values()), habits)
    history.after_jobs.append(work.catch_up)
    return work, processes
