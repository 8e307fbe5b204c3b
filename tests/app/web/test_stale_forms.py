"""A form whose page showed something older changes nothing, says so, and keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import PeopleGroup, Person
from app.accounts.tables import Unit as UnitRow
from app.cases.tables import SavedFilter, Task
from app.catalog.tables import Process
from app.discussion.tables import Comment
from app.kernel.http.application import StepwellApp
from app.services.tables import Connector, MailPolicy
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
    assert late.status_code == 409 and "Somebody changed this while" in late.text
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
    assert "Somebody changed this while" in late.text and "https://other.example" in late.text
    address = f"/admin/people/{place.ids['person_id']}"
    seen = seen_on(admin.get(address).text, address)
    with unit() as session:
        session.get_one(Person, place.ids["person_id"]).name = "Wanda Married"
    typed = {"name": "Wanda W.", "handle": "wanda", "email": "wanda@example.org"}
    late = admin.post(address, data={**accounts.CSRF, "seen": seen, **typed})
    assert "Somebody changed this while" in late.text and "Wanda W." in late.text
    with unit() as session:
        assert session.get_one(Person, place.ids["person_id"]).name == "Wanda Married"
        assert session.scalars(select(Connector)).one().base_url == "https://stock.example"


def test_a_unit_is_not_renamed_or_removed_past_somebody(place: Town, unit: Unit) -> None:
    admin, address = place.browsers["admin"], f"/admin/units/{place.ids['unit_id']}"
    seen = seen_on(admin.get("/admin/units").text, address)
    change(unit, UnitRow, name="North and West")
    late = admin.post(address, data={**accounts.CSRF, "seen": seen, "name": "Far North"})
    assert "Somebody changed this while" in late.text and "North and West is its name now." in late.text
    assert late.text.count("Far North") == 1, "what was typed stands where it was typed"
    removed = admin.post(address, data={**accounts.CSRF, "seen": seen, "do": "remove"})
    assert "Somebody changed this while" in removed.text and "its name now" not in removed.text
    seen = seen_on(late.text, address)
    assert admin.post(address, data={**accounts.CSRF, "seen": seen, "name": "Far North"}).status_code == 303
    with unit() as session:
        assert session.get_one(UnitRow, place.ids["unit_id"]).name == "Far North"


def test_a_group_is_not_removed_with_people_whom_nobody_there_saw(place: Town, unit: Unit) -> None:
    admin, address = place.browsers["admin"], f"/admin/groups/{place.ids['group_id']}"
    seen = seen_on(admin.get(address).text, address)
    assert admin.post(address, data={**accounts.CSRF, "email": email_of(place, unit)}).status_code == 303
    late = admin.post(address, data={**accounts.CSRF, "seen": seen, "do": "remove"})
    assert "Somebody changed this while" in late.text and "Wanda Worker" in late.text
    seen = seen_on(late.text, address)
    assert admin.post(address, data={**accounts.CSRF, "seen": seen, "do": "remove"}).status_code == 303
    with unit() as session:
        assert session.get(PeopleGroup, place.ids["group_id"]) is None


def email_of(place: Town, unit: Unit) -> str:
    """Give the address of the worker."""
    with unit() as session:
        return session.get_one(Person, place.ids["person_id"]).email


def test_a_comment_is_not_corrected_over_a_newer_correction(place: Town, unit: Unit) -> None:
    worker, address = place.browsers["worker"], f"/comments/{place.ids['comment_id']}/edit"
    seen = seen_on(worker.get(address).text, f"{address}?back=")
    change(unit, Comment, text="Why this, and why twice?")
    late = worker.post(address, data={**accounts.CSRF, "seen": seen, "text": "Why at all?"})
    assert late.status_code == 409 and "Somebody changed this while" in late.text
    assert "Why at all?" in late.text and "and why twice?" in late.text
    seen = seen_on(late.text, f"{address}?back=")
    assert worker.post(address, data={**accounts.CSRF, "seen": seen, "text": "Why at all?"}).status_code == 303
    with unit() as session:
        assert session.get_one(Comment, place.ids["comment_id"]).text == "Why at all?"


def test_a_filter_is_not_renamed_or_deleted_under_a_name_it_no_longer_has(place: Town, unit: Unit) -> None:
    worker, address = place.browsers["worker"], f"/filters/{place.ids['filter_id']}"
    seen = seen_on(worker.get("/instances").text, address)
    change(unit, SavedFilter, name="Ours")
    sent = {**accounts.CSRF, "seen": seen}
    late = worker.post(address, data={**sent, "act": "rename", "name": "All"}, follow_redirects=True).text
    assert "Somebody changed this while" in late and 'value="All"' in late and seen_on(late, address) == "Ours"
    gone = worker.post(address, data={**sent, "act": "delete"}, follow_redirects=True).text
    assert "Somebody changed this while" in gone
    with unit() as session:
        assert session.get_one(SavedFilter, place.ids["filter_id"]).name == "Ours"
    worker.post(address, data={**accounts.CSRF, "seen": "Ours", "act": "delete"})
    with unit() as session:
        assert session.get(SavedFilter, place.ids["filter_id"]) is None


def test_a_task_is_not_planned_or_given_past_somebody(place: Town, unit: Unit) -> None:
    manager, address = place.browsers["manager"], f"/tasks/{place.ids['task_id']}"
    seen = seen_on(manager.get(address).text, f"{address}/plan")
    with unit() as session:
        session.get_one(Task, place.ids["task_id"]).priority = 75
    sent = {**accounts.CSRF, "seen": seen}
    late = manager.post(f"{address}/plan", data={**sent, "due": "2031-05-04", "priority": "25"})
    assert late.status_code == 409 and "Somebody changed this while" in late.text
    assert 'value="2031-05-04"' in late.text and re.search(r'<option value="25"[^>]*selected', late.text)
    given = manager.post(f"{address}/assign", data={**sent, "person": place.ids["person_id"]}, follow_redirects=True)
    assert "Somebody changed this while" in given.text
    with unit() as session:
        task = session.get_one(Task, place.ids["task_id"])
        assert (task.priority, task.due_at, task.claimed_by) == (75, None, None)
    sent["seen"] = seen_on(late.text, f"{address}/plan")
    wrong = manager.post(f"{address}/plan", data={**sent, "due": "soon", "priority": "25"})
    assert wrong.status_code == 422 and 'value="soon"' in wrong.text
    assert manager.post(f"{address}/plan", data={**sent, "due": "2031-05-04", "priority": "25"}).status_code == 303
    with unit() as session:
        task = session.get_one(Task, place.ids["task_id"])
        assert task.priority == 25 and task.due_at is not None


def test_ones_own_name_is_not_changed_past_an_administrator(place: Town, unit: Unit) -> None:
    worker, address = place.browsers["worker"], "/me/profile"
    seen = seen_on(worker.get("/me").text, address)
    with unit() as session:
        session.get_one(Person, place.ids["person_id"]).name = "Wanda Married"
    sent = {**accounts.CSRF, "seen": seen, "name": "Wanda W.", "handle": "wanda"}
    late = worker.post(address, data=sent)
    assert late.status_code == 422 and "Somebody changed this while" in late.text
    assert "Your name is Wanda Married now" in late.text and 'value="Wanda W."' in late.text
    assert worker.post(address, data={**sent, "seen": seen_on(late.text, address)}).status_code == 303


def test_to_whom_processes_write_is_not_changed_past_somebody(place: Town, unit: Unit) -> None:
    admin, address = place.browsers["admin"], "/admin/mail"
    seen = seen_on(admin.get(address).text, address)
    sent = {**accounts.CSRF, "seen": seen, "domains": "example.org"}
    assert admin.post(address, data=sent).status_code == 303
    late = admin.post(address, data={**sent, "domains": "example.com"})
    assert "Somebody changed this while" in late.text and "may write now to: example.org." in late.text
    assert "example.com" in late.text and seen_on(late.text, address) != seen
    with unit() as session:
        assert session.scalars(select(MailPolicy)).one().domains == ["example.org"]
