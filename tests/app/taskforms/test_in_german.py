"""Forms in German: the label of a form made here, and what is amiss in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kernel.i18n.languages import speaking
from app.taskforms.forms import form_view
from app.taskforms.forms.numbers import read_number
from processes.errors import InvalidForm
from processes.forms import check
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


@pytest.mark.parametrize(
    ("rule", "wrong", "english", "german"),
    [
        ({"type": "integer", "maximum": 2027}, 3000, "at most 2027.", "höchstens 2027 sein."),
        ({"type": "number", "minimum": 1250.5}, 3, "at least 1250.5.", "mindestens 1250,5 sein."),
        ({"type": "number", "const": 1250.5}, 3, "has to be 1250.5.", "muss 1250,5 sein."),
        ({"type": "number", "multipleOf": 1e-05}, 0.1234567, "of 0.00001.", "von 0,00001 sein."),
        ({"type": "string", "maxLength": 2000}, "x" * 2001, "2,000 characters.", "höchstens 2.000 Zeichen haben."),
    ],
)
def test_a_bound_is_said_as_its_field_takes_it(rule: dict[str, Any], wrong: Any, english: str, german: str) -> None:
    schema = {"type": "object", "properties": {"a": rule}}
    with pytest.raises(InvalidForm) as caught:
        check(schema, {"a": wrong})
    for language, ending in (("en", english), ("de", german)):
        with speaking(language):
            said = str(caught.value.errors["a"])
            assert said.endswith(ending)
            if rule["type"] != "string":
                number = max(said.rstrip(".").split(), key=lambda word: word[0].isdigit())
                bound = next(value for name, value in rule.items() if name != "type")
                assert read_number(number, whole=rule["type"] == "integer") == bound
