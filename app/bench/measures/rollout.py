"""Publish a change under thousands of running instances of W1 while people go on completing tasks."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts.queries import actor_for
from app.accounts.tables import Person
from app.bench import load
from app.bench.found import Found, machine_load
from app.bench.model import filled, w1
from app.bench.server import COMMAND, serving
from app.cases import actions as case_actions
from app.cases.queries import open_tasks
from app.catalog import actions as catalog
from app.catalog.queries import live_version, process_by_key
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.policy import SYSTEM, Actor
from app.rollout.actions.start_rollout import Release, begin
from app.rollout.tables import Rollout
from app.sign_in import actions as sign_in
from app.tasks import actions as task_actions
from processes import change, model

MOVING, LOAD = "w1-moving", "w1-load"
STEPS = ((), ("A",), ("A", "B"), ("A", "B", "D"))
AT_ONCE = 100
CLIENTS = 2
QUIET = 40


@dataclass(frozen=True)
class Prepared:
    """A person with a token, and two processes: one whose version changes, one that people work in meanwhile."""

    actor: Actor
    token: str


def measure(database: Database, data: Path, instances: int) -> list[Found]:
    """Find out how many instances move a second, and how long completing a task takes before and meanwhile."""
    prepared = _prepare(database)
    for first in range(0, instances, AT_ONCE):
        with unit_of_work(database) as session:
            for number in range(first, min(first + AT_ONCE, instances)):
                _start(session, prepared.actor, STEPS[number % len(STEPS)])
    if not database.is_sqlite:
        os.environ["STEPWELL_WORK_IN_SERVER"] = "no"
    with serving(data) as server, _working(data, database):
        load.run(server.port, prepared.token, LOAD, 8, 1)
        quiet = load.run(server.port, prepared.token, LOAD, QUIET, CLIENTS)
        rollout_id = _publish(database, prepared.actor)
        during: list[float] = []
        while (rollout := _seen(database, rollout_id)).state != "done":
            during += load.run(server.port, prepared.token, LOAD, CLIENTS, CLIENTS)
    return _told(rollout, quiet, during)


def _prepare(database: Database) -> Prepared:
    with unit_of_work(database) as session:
        person = session.query(Person).filter_by(email="rollout@example.org").one_or_none()
        person = person or accounts.add_person(session, SYSTEM, "rollout@example.org", "Rollout", "manager")
        session.flush()
        actor = actor_for(session, person)
        for key in (MOVING, LOAD):
            catalog.create(session, actor, key, key, w1(), mode="executable")
        return Prepared(actor, sign_in.create_token(session, SYSTEM, person, "rollout", ["all"]))


def _start(session: Session, actor: Actor, steps: tuple[str, ...]) -> None:
    """Start an instance and take it to one of the places where work can stand."""
    instance = case_actions.start(session, actor, process_by_key(session, actor, MOVING), {})
    for step in steps:
        task = next(t for t in open_tasks(session, instance.id) if t.step_id == step)
        task_actions.complete(session, actor, task.id, filled(step, "x"))


@contextmanager
def _working(data: Path, database: Database) -> Iterator[None]:
    """Run one worker process, where the server does not do the jobs itself."""
    if database.is_sqlite:
        yield
        return
    process = subprocess.Popen([*COMMAND, "work", "--data", str(data)], stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _publish(database: Database, actor: Actor) -> str:
    """Take step B out of the process and send its instances after it."""
    with unit_of_work(database) as session:
        process: Process = process_by_key(session, actor, MOVING)
        before = live_version(session, process)
        changed = change.apply(model.parse(before.xml), [change.Eliminate("B", True)])
        assert changed.model is not None, changed.refusals
        version = catalog.publish(session, SYSTEM, process, changed.model.xml)
        return begin(session, actor, process, Release(version, before, True)).id


def _seen(database: Database, rollout_id: str) -> Rollout:
    with unit_of_work(database, readonly=True) as session:
        rollout = session.get_one(Rollout, rollout_id)
        session.expunge(rollout)
        return rollout


def _told(rollout: Rollout, quiet: list[float], during: list[float]) -> list[Found]:
    assert rollout.started_at is not None and rollout.ended_at is not None
    seconds = (rollout.ended_at - rollout.started_at).total_seconds()
    before, meanwhile = (quantiles(found, n=20)[-1] * 1e3 for found in (quiet, during))
    became = f"{rollout.moved} as they were, {rollout.redirected} led on, {rollout.stayed} stayed"
    return [
        Found(
            f"A rollout under {rollout.done:,} running instances of W1",
            f"{rollout.done / seconds:.0f} instances/s by one worker ({became}, {rollout.failed} failed)",
            "at least 300 instances/s",
        ),
        Found(
            "Completing a task meanwhile, p95",
            f"{meanwhile:.1f} ms = {meanwhile / before:.1f} x the {before:.1f} ms before (load {machine_load()})",
            "at most 3 x",
        ),
    ]
