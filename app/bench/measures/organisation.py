"""An organisation of 10,000 people in 500 units: how long do those wait who ask for what concerns many of them?"""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts.queries import actor_for
from app.accounts.tables import Person, RoleGrant, Unit
from app.bench.found import Found
from app.bench.model import sequence
from app.bench.pages import browser, figure, timed
from app.bench.server import serving
from app.catalog import actions as catalog
from app.catalog.queries import live_version, process_by_key
from app.decision_policy import queries as policies
from app.kernel.characters import looks
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.ids import new_id
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.proposals import actions as proposals
from app.proposals import queries
from app.rollout.actions.start_rollout import Release, concerned_by
from app.sign_in.secrets import hash_password

PEOPLE, REGIONS, UNITS = 10_000, 25, 500
KEY, OWNER, PASSWORD = "bench-region", "region@example.org", "measured-and-gone"
STEPS = 40
AIM = "p95 at most 150 ms"


def measure(database: Database, data: Path, people: int = PEOPLE) -> list[Found]:
    """Time the improve page, the opening of a ballot and whom a rollout concerns, in one region of the organisation."""
    owner = _prepare(database, people)
    here = f"{people:,} people in {UNITS} units"
    with serving(data) as server:
        pages = timed(browser(server, OWNER, PASSWORD)(f"/processes/{KEY}/improve?step=T1"))
    found = [Found(f"The improve page, {here}", figure(pages), AIM)]
    asked, opened = _opened(database, owner)
    found.append(Found(f"Opening a ballot of {asked}, {here}", figure(opened), AIM))
    concerned, looked = _concerned(database, owner)
    return [*found, Found(f"Whom a rollout concerns ({concerned} of them), {here}", figure(looked), AIM)]


def _prepare(database: Database, people: int) -> Actor:
    """Make regions with units and workers in them, and a process of one region with its owner."""
    with unit_of_work(database) as session:
        regions = [accounts.add_unit(session, SYSTEM, f"Region {n}", "region") for n in range(REGIONS)]
        session.flush()
        units = [
            {"id": new_id(), "name": f"Unit {n}", "kind": "team", "parent_id": regions[n % REGIONS].id,
             "path": f"{regions[n % REGIONS].path}/unit-{n}", "partner": False}
            for n in range(UNITS)
        ]  # fmt: skip
        session.execute(insert(Unit), units)
        rows = [_person(number) for number in range(people)]
        session.execute(insert(Person), rows)
        grants = [
            {"id": new_id(), "person_id": row["id"], "unit_id": units[n % UNITS]["id"], "role": "worker"}
            for n, row in enumerate(rows)
        ]
        session.execute(insert(RoleGrant), grants)
        owner = accounts.add_person(session, SYSTEM, OWNER, "Region owner", "manager", regions[0])
        owner.password_hash = hash_password(PASSWORD)
        session.flush()
        actor = actor_for(session, owner)
        catalog.create(session, actor, KEY, KEY, sequence(STEPS), mode="executable", unit=regions[0].id)
        return actor


def _person(number: int) -> dict[str, object]:
    name, handle = f"Worker Number {number}", f"worker.{number}"
    return {
        "id": new_id(), "email": f"worker{number}@example.org", "name": name, "handle": handle, "active": True,
        "name_looks": looks(name), "handle_looks": looks(handle), "kind": "person", "created_at": clock.now(),
    }  # fmt: skip


def _opened(database: Database, owner: Actor) -> tuple[int, list[float]]:
    """Open ballots on one step after the other; gives how many people are asked, and how long each took."""
    spent = []
    for number in range(1, STEPS + 1):
        with unit_of_work(database) as session:
            process = process_by_key(session, owner, KEY)
            operations = [{"kind": "retitle", "step": f"T{number}", "title": f"Another {number}"}]
            made = proposals.create(
                session, owner, process, proposals.Draft(f"Call it {number}", "It reads better.", operations)
            )
        began = time.perf_counter()
        with unit_of_work(database) as session:
            proposals.open_vote(session, owner, queries.find(session, owner, made.id))
        spent.append(time.perf_counter() - began)
    with unit_of_work(database, readonly=True) as session:
        asked = len(policies.asked(session, process_by_key(session, owner, KEY)))
    return asked, spent


def _concerned(database: Database, owner: Actor) -> tuple[int, list[float]]:
    def whom(session: Session) -> int:
        process = process_by_key(session, owner, KEY)
        live = live_version(session, process)
        return len(concerned_by(session, process, Release(live, live, True)))

    def look() -> int:
        with unit_of_work(database, readonly=True) as session:
            return whom(session)

    return look(), timed(look)
