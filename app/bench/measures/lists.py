"""Somebody whom five thousand tasks wait for: how long do they wait for the first byte of the lists they work in?"""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts.queries import actor_for
from app.bench.found import Found
from app.bench.model import sequence
from app.bench.pages import browser, figure, timed_in_turn
from app.bench.server import serving
from app.cases.tables import Instance, Task
from app.catalog import actions as catalog
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.ids import new_id
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.sign_in.secrets import hash_password

TASKS, PROCESSES, STEPS = 5_000, 8, 6
WORKER, PASSWORD = "lists@example.org", "measured-and-gone"
AIM = "p95 at most 120 ms"
LISTS = (
    ("The inbox by due date", "/work?group=due"), ("The inbox by step", "/work?group=step"),
    ("The list of cases", "/instances?group=none"), ("The list of cases by step", "/instances?group=step"),
    ("The home page", "/"), ("The list of processes", "/processes"), ("A process with its map", "/processes/list-0"),
)  # fmt: skip


def measure(database: Database, data: Path, tasks: int = TASKS) -> list[Found]:
    """Time the first byte of the lists, in groups, and of the pages around them, where very much is in them."""
    _prepare(database, tasks)
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    with serving(data) as server:
        at = browser(server, WORKER, PASSWORD)
        spent = timed_in_turn([at(path) for _name, path in LISTS])
    return [
        Found(f"{name}, {tasks:,} open tasks, {kind}: first byte", figure(times), AIM)
        for (name, _path), times in zip(LISTS, spent, strict=True)
    ]


def _prepare(database: Database, tasks: int) -> None:
    """Make processes with open cases, each with a task that anybody may do; a third of them is due some day."""
    with unit_of_work(database) as session:
        worker = accounts.add_person(session, SYSTEM, WORKER, "Much to do", "worker")
        manager = accounts.add_person(session, SYSTEM, "owner@example.org", "Their owner", "manager")
        worker.password_hash = hash_password(PASSWORD)
        session.flush()
        owner = actor_for(session, manager)
        processes = [
            catalog.create(session, owner, f"list-{n}", f"Process {n}", sequence(STEPS), mode="executable")
            for n in range(PROCESSES)
        ]
        session.flush()
        _fill(session, processes, tasks)
    _count_anew(database)


def _count_anew(database: Database) -> None:
    """Let PostgreSQL count rows that came all at once, as it does by itself some minutes after."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("ANALYZE"))


def _fill(session: Session, processes: list[Process], tasks: int) -> None:
    now = clock.now()
    cases: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for n, process in zip(range(tasks), cycle(processes), strict=False):
        about = {"process_id": process.id, "version_id": process.live_version_id}
        case, step = new_id(), f"T{n % STEPS + 1}"
        cases.append({
            **about, "id": case, "business_key": f"Case {n}", "state": "running", "small": {}, "waits": False,
            "started_at": now - timedelta(minutes=n), "row_version": 1,
        })  # fmt: skip
        rows.append({
            **about, "id": f"list-{case}", "instance_id": case, "step_id": step, "step_name": f"Task {step}",
            "lane": "", "kind": "work", "state": "open", "opened_at": now - timedelta(minutes=n),
            "due_at": now + timedelta(hours=n % 400 - 100) if n % 3 == 0 else None,
        })  # fmt: skip
    session.execute(insert(Instance), cases)
    session.execute(insert(Task), rows)
