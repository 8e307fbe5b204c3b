"""A large organisation: each page and call asks the database as often for 10,000 people as for a few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person, RoleGrant
from app.accounts.tables import Unit as UnitRow
from app.catalog.tables import Process
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.ids import new_id
from tests.support import town
from tests.support.counting import count_statements
from tests.support.town import Town

pytestmark = pytest.mark.databases("sqlite")
Unit = Callable[[], AbstractContextManager[Session]]
GIVEN = {"verb": "edit", "seq": "1"}
PEOPLE, UNITS = 10_000, 500
NO_ANSWER_OF_ITS_OWN = ("/static/", "/live", "/metrics", "/healthz", "/readyz")


@pytest.fixture
def place(unit: Unit, app: StepwellApp, database: Database) -> Town:
    with unit() as session:
        built = town.build(session, app)
    jobs.drain(database)
    return built


def grow(session: Session) -> None:
    """Let many people and units come, most of whom do the work of the process."""
    north = session.scalars(select(Process.unit_id)).first()
    path = session.get_one(UnitRow, north).path
    units: list[dict[str, Any]] = [
        {"id": new_id(), "name": f"Unit {n}", "kind": "team", "parent_id": north} for n in range(UNITS)
    ]
    session.execute(insert(UnitRow), [{**one, "path": f"{path}/{one['id']}"} for one in units])
    people = [new_id() for _ in range(PEOPLE)]
    named = [
        {"id": id, "name": f"P {n}", "handle": f"p{n}", "email": f"p{n}@example.org"} for n, id in enumerate(people)
    ]
    session.execute(insert(Person), named)
    grants = [{"id": new_id(), "person_id": id, "role": "worker", "unit_id": north} for id in people]
    session.execute(insert(RoleGrant), grants)


def addresses(app: StepwellApp, ids: dict[str, str]) -> Iterator[str]:
    """Give the address of each page and each call that only reads."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(NO_ANSWER_OF_ITS_OWN):
            values = {name: ids.get(name, GIVEN.get(name, "none")) for name in rule.arguments}
            yield app.url_map.bind("localhost").build(rule.endpoint, values, method="GET")
    yield f"/processes/{town.KEY}/improve?step=A"


def costs(place: Town, app: StepwellApp, database: Database) -> dict[str, int]:
    """Give how many statements each answer takes."""
    found = {}
    for path in addresses(app, place.ids):
        program = path.startswith("/api/")
        client = app.test_client() if program else place.browsers["manager"]
        with count_statements(database) as counted:
            client.get(path, headers=place.headers["manager"] if program else {}).close()
        found[path] = len(counted)
    return found


def test_no_page_and_no_call_asks_more_often(place: Town, app: StepwellApp, database: Database, unit: Unit) -> None:
    costs(place, app, database)  # so that the process knows what it keeps
    few = costs(place, app, database)
    with unit() as session:
        grow(session)
    many = costs(place, app, database)
    assert len(few) > 100 and sum(few.values()) > 500
    assert {path: (few[path], count) for path, count in many.items() if count > few[path]} == {}


def test_neither_does_who_opens_a_ballot_and_votes(
    place: Town, app: StepwellApp, database: Database, unit: Unit
) -> None:
    for step in "CD":  # what is worked out once, and kept by the process, is no matter of people
        decided(place, app, database, step)
    few = decided(place, app, database, "C")
    with unit() as session:
        grow(session)
    assert [more for more, before in zip(decided(place, app, database, "D"), few, strict=True) if more > before] == []


def decided(place: Town, app: StepwellApp, database: Database, step: str) -> list[int]:
    """Count what it takes to propose to leave out a step, and to decide about it."""
    client, counts = app.test_client(), []

    def post(path: str, body: dict[str, Any] | None = None) -> Any:
        with count_statements(database) as counted:
            answer = client.post(f"/api/v1{path}", json=body or {}, headers=place.headers["manager"])
        assert answer.status_code < 300, answer.text
        counts.append(len(counted))
        return answer.get_json()

    body = {"title": "Without it", "reason": "Why?", "operations": [{"kind": "eliminate", "step": step}]}
    proposal = post(f"/processes/{town.KEY}/proposals", body)["id"]
    for path, more in (("open", None), ("votes", {"choice": "no"}), ("withdraw", None)):
        post(f"/proposals/{proposal}/{path}", more)
    return counts
