"""Filters that a person keeps under a name, by the API and by forms alone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.actions.filters import MOST
from app.cases.tables import SavedFilter
from app.kernel.http.application import StepwellApp
from tests.factories import accounts

API = "/api/v1/filters"


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict[str, Any]:
    ann, ben = accounts.person(session, "Ann"), accounts.person(session, "Ben")
    found = {
        "page": accounts.signed_in(app, session, ann), "ben_page": accounts.signed_in(app, session, ben),
        "ann": accounts.bearer(session, ann), "ben": accounts.bearer(session, ben), "client": app.test_client(),
    }  # fmt: skip
    session.commit()
    return found


def save(world: dict[str, Any], name: str, who: str = "ann", **more: Any) -> Any:
    return world["client"].post(API, json={"name": name, "narrow": {"mine": "1"}, **more}, headers=world[who])


def test_a_filter_is_kept_renamed_pinned_and_deleted(world: dict[str, Any]) -> None:
    client, ann = world["client"], world["ann"]
    made = [save(world, name).json["id"] for name in ("A", "B")]
    assert save(world, " A ").status_code == 409
    assert save(world, "A", "ben").status_code == 201
    changed = client.patch(f"{API}/{made[1]}", json={"pinned": True, "name": "C"}, headers=ann)
    assert changed.status_code == 200 and changed.json["name"] == "C"
    assert client.patch(f"{API}/{made[1]}", json={"name": "A"}, headers=ann).status_code == 409
    assert client.patch(f"{API}/{made[1]}", json={"name": "C"}, headers=ann).status_code == 200
    assert [one["name"] for one in client.get(API, headers=ann).json] == ["C", "A"]
    assert client.get(f"{API}?page=inbox", headers=ann).json == []
    assert client.delete(f"{API}/{made[1]}", headers=ann).status_code == 204
    assert [one["name"] for one in client.get(API, headers=ann).json] == ["A"]


def test_those_of_others_are_not_there(world: dict[str, Any]) -> None:
    kept = save(world, "A").json["id"]
    client, ben = world["client"], world["ben"]
    assert client.get(API, headers=ben).json == []
    assert client.patch(f"{API}/{kept}", json={"pinned": True}, headers=ben).status_code == 404
    assert client.delete(f"{API}/{kept}", headers=ben).status_code == 404
    assert world["ben_page"].post(f"/filters/{kept}", data={**accounts.CSRF, "act": "delete"}).status_code == 404


def test_what_cannot_be_kept_is_refused_in_words(world: dict[str, Any]) -> None:
    for wrong in ({"narrow": {}}, {"narrow": {"odd": "1"}}, {"name": " "}, {"narrow": {"q": "x" * 300}}, {"page": "x"}):
        answer = save(world, **{"name": "A", **wrong})
        assert answer.status_code == 422, wrong
    for number in range(MOST):
        assert save(world, f"F {number}").status_code == 201
    assert save(world, "One more").json["code"] == "TOO_MANY_FILTERS"
    assert world["client"].get(API).status_code == 401


def test_the_page_saves_shows_and_deletes_by_forms(session: Session, world: dict[str, Any]) -> None:
    page = world["page"]
    assert "Save this filter" not in page.get("/instances").text
    assert "Save this filter" not in page.get("/instances?overdue=1").text
    assert "Save this filter" in page.get("/instances?overdue=1&state=running").text
    typed = {**accounts.CSRF, "name": "Late <ones>", "overdue": "1"}
    shown = page.post("/filters", data=typed, follow_redirects=True).text
    assert "is saved" in shown and 'href="/instances?overdue=1"' in shown and "Late &lt;ones&gt;" in shown
    again = page.post("/filters", data=typed | {"state": "running"}, follow_redirects=True).text
    assert "You have a filter" in again and 'value="Late &lt;ones&gt;"' in again
    row = session.scalars(select(SavedFilter.id)).one()
    session.rollback()
    pinned = page.post(f"/filters/{row}", data={**accounts.CSRF, "act": "pin"}, follow_redirects=True).text
    assert "Unpin" in pinned and "Late" not in world["ben_page"].get("/instances").text.replace("Latest", "")
    assert (
        "is deleted"
        in page.post(f"/filters/{row}", data={**accounts.CSRF, "act": "delete"}, follow_redirects=True).text
    )


def test_the_inbox_keeps_its_own_filters_and_they_can_be_renamed(world: dict[str, Any]) -> None:
    page = world["page"]
    typed = {**accounts.CSRF, "page": "inbox", "name": "Late", "overdue": "1", "sort": "due"}
    shown = page.post("/filters", data=typed, follow_redirects=True)
    assert shown.request.path == "/work" and "/work?overdue=1&amp;sort=due" in shown.text
    assert "Late" not in page.get("/instances").text
    row = world["client"].get(f"{API}?page=inbox", headers=world["ann"]).json[0]["id"]
    said = {**accounts.CSRF, "act": "rename", "name": " Late  ones "}
    renamed = page.post(f"/filters/{row}", data=said, follow_redirects=True)
    assert renamed.request.path == "/work" and "Rename Late ones" in renamed.text
    refused = page.post(f"/filters/{row}", data={**said, "name": "x" * 81}, follow_redirects=True).text
    assert "Use 1 to 80 characters." in refused and "Rename Late ones" in refused
    assert f'value="{"x" * 81}"' in refused
