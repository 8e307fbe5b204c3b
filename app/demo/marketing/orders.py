"""Orders of printed matter: with files, a program that carries them on, a partner, parcels that are waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import Instance, Task
from app.catalog.tables import Process
from app.correlation.actions.messages import send
from app.correlation.tables import Subscription
from app.demo.forms import CAMPAIGNS
from app.demo.history import History, working_hours
from app.demo.marketing import papers
from app.demo.organisation import actor
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.services.actions import external
from app.services.tables import ServiceTask
from app.taskforms.actions.files import add_file, keep_content
from app.taskforms.actions.start_form import start_filled

KEY, TOPIC, ARRIVED = "print-order", "print-orders", "parcels.arrived"
STUDIO = ("Quentin Roux", "Rosa Alvarez", "Sven Nilsson", "Tara Singh", "Uma Patel", "Viktor Horvat")
COPIES = {"Flyer": (300, 6000), "Poster": (20, 400), "Banner": (1, 12), "Brochure": (100, 3000)}
AWAY = "The desk of the print shop answers 503 Service Unavailable."
LEASE = 300
TURNED_AWAY = 0.12


@dataclass(frozen=True)
class Fate:
    """What is wrong with an order: for no stand at all, never taken by the print shop, or lost on the way."""

    for_nobody: bool = False
    turned_away: bool = False
    lost: bool = False


# Of the last orders: which cannot go on, each for its reason.
FATES = {
    0: Fate(lost=True), 1: Fate(for_nobody=True), 2: Fate(for_nobody=True), 3: Fate(for_nobody=True),
    4: Fate(turned_away=True), 5: Fate(turned_away=True), 6: Fate(lost=True),
}  # fmt: skip


class Orders:
    """How orders start, and what happens to them besides the tasks of people."""

    def __init__(self, history: History, followed: Callable[[Session, Instance], None]) -> None:
        self.history, self.rng, self.followed = history, history.rng, followed
        self._turned_away: set[str] = set()
        self._lost: set[str] = set()

    def start(self, session: Session, process: Process, number: int, odd: int | None) -> Instance:
        """Let somebody of the studio order something, with its artwork; some of the `odd` ones cannot go on."""
        fate = FATES.get(odd, Fate()) if odd is not None else Fate()
        who = actor(session, self.rng.choice(STUDIO))
        item = self.rng.choice(sorted(COPIES))
        order, about = f"P-{2000 + number}", self.rng.choice(CAMPAIGNS)
        data = {
            "order": order, "item": item, "copies": self.rng.randint(*COPIES[item]),
            "stands": 0 if fate.for_nobody else self.rng.randint(1, 20),
            "needed_on": (clock.now() + timedelta(days=self.rng.randint(8, 30))).date().isoformat(),
            "artwork": self._sent(session, who, "artwork.png", None),
        }  # fmt: skip
        instance: Instance = start_filled(session, who, process, data, f"{order} {item}, {about}")
        if fate.turned_away:
            self._turned_away.add(instance.id)
        if fate.lost:
            self._lost.add(instance.id)
        return instance

    def filled(self, session: Session, who: Actor, task: Task, data: dict[str, Any]) -> dict[str, Any]:
        """Put the files that a form asks for beside what else was filled in."""
        rules = (task.form or {}).get("properties", {})
        wanted = [name for name, rule in rules.items() if "x-file" in rule]
        for name in wanted:
            if name in (task.form or {}).get("required", ()):
                data[name] = self._sent(session, who, f"{name}.pdf", task)
        return data

    def follow(self, session: Session, instance: Instance) -> None:
        """Let the program take up what is for it, and parcels arrive that a case has begun to wait for."""
        now = clock.now()
        due = select(ServiceTask.task_id).where(ServiceTask.instance_id == instance.id, ServiceTask.state == "ready")
        if session.scalar(due.where(ServiceTask.created_at == now)) is not None:
            self.history.plan(now + timedelta(minutes=self.rng.randint(1, 9)), self.carry_on)
        if instance.id in self._lost:
            return
        waits = select(Subscription.task_id).where(
            Subscription.instance_id == instance.id, Subscription.name == ARRIVED
        )
        if session.scalar(waits.limit(1)) is not None:
            at = working_hours(now + timedelta(hours=self.rng.lognormvariate(0, 0.5) * 40), self.rng)
            self.history.plan(at, partial(self._arrive, order=(instance.business_key or "").split()[0]))

    def carry_on(self, session: Session) -> None:
        """Let the program hand over what waits for it; now and then it is turned away, and tries again later."""
        who = actor(session, "Oskar Brandt")
        for held in external.fetch(session, who, "print-desk-1", TOPIC, 5, LEASE):
            lock = held.row.lock or ""
            if held.instance.id in self._turned_away or self.rng.random() < TURNED_AWAY / held.row.attempts**2:
                row = external.fail(session, who, held.row.task_id, lock, AWAY, None, None)
                self.history.plan(row.available_at + timedelta(seconds=5), self.carry_on)
                continue
            desk = {"desk_number": f"PP{self.rng.randint(10000, 99999)}"}
            instance = external.complete(session, who, held.row.task_id, lock, desk)
            session.flush()
            self.followed(session, instance)

    def _arrive(self, session: Session, order: str) -> None:
        who = actor(session, "Oskar Brandt")
        message = send(session, who, ARRIVED, {"order": order}, {"carrier": "Bluebird parcels"})
        instance = session.get(Instance, message.delivered_to) if message.delivered_to else None
        if instance is not None:
            session.flush()
            self.followed(session, instance)

    def _sent(self, session: Session, who: Actor, name: str, task: Task | None) -> dict[str, Any]:
        if name.endswith(".png"):
            content = papers.picture(self.rng)
        else:
            case = session.get_one(Instance, task.instance_id).business_key if task else ""
            content = papers.document("Papyr Print", "Delivery note", case or "", f"{clock.now():%d.%m.%Y}")
        [sent] = keep_content(session, who, [(name, content)])
        return {"id": add_file(session, who, sent, task).id}
