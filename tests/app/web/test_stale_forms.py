"""A form whose page showed something older changes nothing, says so, and keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.catalog.tables import Process
from app.kernel.web import StepwellApp
from app.services.tables import Connector
from tests.factories import accounts, models
from tests.support import town
from tests.support.town import Town

Unit = Callable[[], AbstractContextManager[Session]]
PLACE = f"/processes/{town.KEY}"


@pytest.fixture
def place(unit: Unit, app: StepwellApp) -> Town:
    with unit() as session:
        return town.build(session, app)


def seen_on(page: str, form: str) -> str:
    """Give what the form of a page says that the page showed."""
    found = re.search(rf'<form action="{re.escape(form)}".*?name="seen" value="([^"]+)"', page, re.S)
    assert found, form
    return found.group(1)


def change(unit: Unit, table: type, **values: object) -> None:
    """Let somebody else change the first row of a table."""
    with unit() as session:
        row = session.scalars(select(table)).first()
        for name, value in values.items():
            setattr(row, name, value)


def test_a_process_put_away_twice_is_not_brought_back(place: Town, unit: Unit) -> None:
    owner = place.browsers["manager"]
    seen = seen_on(owner.get(f"{PLACE}/settings").text, f"{PLACE}/archive")
    form = {**accounts.CSRF, "seen": seen}
    assert owner.post(f"{PLACE}/archive", data=form).status_code == 303
    late = owner.post(f"{PLACE}/archive", data=form)
    assert late.status_code == 409 and "somebody changed it meanwhile" in late.text
    with unit() as session:
        assert session.scalars(select(Process)).one().archived_at is not None


def test_a_version_is_not_published_over_one_that_nobody_there_saw(place: Town, unit: Unit) -> None:
    owner = place.browsers["manager"]
    seen = seen_on(owner.get(f"{PLACE}/versions/new").text, f"{PLACE}/versions/new")

    def send(name: str) -> int:
        file = (BytesIO(models.linear("A", name)), "plan.bpmn")
        sent = {**accounts.CSRF, "seen": seen, "note": f"With {name}.", "file": file}
        return owner.post(f"{PLACE}/versions/new", data=sent, content_type="multipart/form-data").status_code

    assert send("X") == 303
    assert send("Y") == 409
    with unit() as session:
        assert session.scalars(select(Process)).one().live_number == int(seen) + 1


def test_connectors_and_people_are_not_changed_past_each_other(place: Town, unit: Unit) -> None:
    admin, address = place.browsers["admin"], f"/admin/connectors/{place.ids['connector_id']}"
    seen = seen_on(admin.get(address).text, address)
    change(unit, Connector, seconds=22)
    form = {"name": "stock", "base_url": "https://other.example", "methods": "GET", "seconds": "10", "attempts": "5"}
    late = admin.post(address, data={**accounts.CSRF, "seen": seen, **form})
    assert "somebody changed it meanwhile" in late.text and "https://other.example" in late.text
    address = f"/admin/people/{place.ids['person_id']}"
    seen = seen_on(admin.get(address).text, address)
    with unit() as session:
        session.get_one(Person, place.ids["person_id"]).name = "Wanda Married"
    typed = {"name": "Wanda W.", "handle": "wanda", "email": "wanda@example.org"}
    late = admin.post(address, data={**accounts.CSRF, "seen": seen, **typed})
    assert "somebody changed it meanwhile" in late.text and "Wanda W." in late.text
    with unit() as session:
        assert session.get_one(Person, place.ids["person_id"]).name == "Wanda Married"
        assert session.scalars(select(Connector)).one().base_url == "https://stock.example"
