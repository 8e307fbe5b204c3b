"""Forms in German: the label of a form made here, and what is amiss in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.taskforms.forms import form_view
from tests.factories import accounts, catalog, models

Unit = Callable[[], AbstractContextManager[Session]]
GERMAN = {"Accept-Language": "de"}


def test_a_form_is_read_and_refused_in_german(client: FlaskClient, unit: Unit) -> None:
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        catalog.process(session, owner, models.linear("A", "B"), key="offer")
        headers = accounts.bearer(session, accounts.person(session, "Wilma Worker"))
    case = client.post("/api/v1/processes/offer/instances", json={}, headers=headers | GERMAN).get_json()
    (task,) = case["tasks"]
    assert task["form"]["schema"]["properties"]["result"]["title"] == "Ergebnis"
    again = client.get(f"/api/v1/tasks/{task['id']}", headers=headers).get_json()
    assert again["form"]["schema"]["properties"]["result"]["title"] == "Result"
    url = f"/api/v1/tasks/{task['id']}/complete"
    wrong = client.post(url, json={"data": {"result": 5}}, headers=headers | GERMAN)
    assert wrong.status_code == 422
    assert wrong.get_json()["errors"] == {"result": "„Ergebnis“ muss Text sein."}
    odd = client.post(url, json={"data": {"result": 5}}, headers=headers | {"Accept-Language": "en-XA"})
    assert odd.get_json()["errors"]["result"].startswith("⟦⟦“⟦Řéšúłŧ")


def test_what_a_model_calls_its_fields_is_not_translated() -> None:
    own = {"type": "object", "properties": {"result": {"type": "string", "title": "Result of it"}}}
    (field,) = form_view(own).fields
    assert field.title == "Result of it"
