"""Requests of a shape that nobody thinks of: refused as such, in a moment, and without a mistake of ours."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assignment.actions.sharing import MOST_NAMED
from app.assignment.tables import Candidate
from app.cases import actions as case_actions
from app.correlation import actions as correlation_actions
from app.correlation.actions.correlation_keys import MOST, keys_of
from app.correlation.tables import SubscriptionKey
from app.kernel.http.application import StepwellApp
from tests.factories import accounts, catalog, models, waits
from tests.support import town

Unit = Callable[[], AbstractContextManager[Session]]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("improve/after.bpmn?version=1&operations=" + "[" * 3500, 422), ("decisions/x?version=²", 404),
        ("compare?from=²&to=1", 404), ("improve/after.bpmn?version=²", 422),
    ],
)  # fmt: skip
def test_odd_addresses(unit: Unit, app: StepwellApp, path: str, status: int) -> None:
    with unit() as session:
        browser = town.build(session, app).browsers["worker"]
    assert browser.get(f"/processes/{town.KEY}/{path}").status_code == status


PART = "--b\r\nContent-Disposition: form-data{}\r\n\r\nsaid\r\n--b--\r\n"


@pytest.mark.parametrize("about", ["", '; filename="a.bpmn"'])
@pytest.mark.parametrize("path", ["/api/v1/processes", f"/api/v1/processes/{town.KEY}/versions/check"])
def test_a_part_of_a_form_without_a_name_is_refused(unit: Unit, app: StepwellApp, path: str, about: str) -> None:
    with unit() as session:
        town.build(session, app)
        headers = accounts.bearer(session, accounts.person(session, "Mia", "manager"))
    sent = {"data": PART.format(about), "content_type": "multipart/form-data; boundary=b"}
    answer = app.test_client().post(path, headers=headers, **sent)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "PART_WITHOUT_NAME")


def test_a_message_has_a_few_keys(unit: Unit, app: StepwellApp) -> None:
    with unit() as session:
        headers = accounts.bearer(session, accounts.person(session, "Mia", "manager"))
    client = app.test_client()
    for number, status in ((30, 202), (31, 422), (20_000, 422)):
        sent = {"name": "paid", "correlation": {f"key {key}": key for key in range(number)}}
        assert client.post("/api/v1/messages", json=sent, headers=headers).status_code == status, number


def test_a_case_with_many_fields_waits_with_the_first_of_them(session: Session, app: StepwellApp) -> None:
    manager = accounts.actor(session, role="manager")
    process = catalog.process(session, manager, waits.WAITS_FOR_MESSAGE, mode="executable")
    data = {f"field {number}": number for number in range(40_000)}
    case = case_actions.start(session, manager, process, data)
    assert session.scalar(select(func.count()).select_from(SubscriptionKey)) == MOST == len(keys_of("paid", data))
    assert correlation_actions.send(session, manager, "payment", {"field 7": 7}, {}).delivered_to == case.id


def test_a_task_is_for_a_number_of_people_that_can_be_looked_up(session: Session, app: StepwellApp) -> None:
    manager = accounts.actor(session, role="manager")
    people = [accounts.person(session) for _ in range(3)]
    xml = models.linear("A").replace(b'id="A"', b'id="A" camunda:candidateUsers="${them}"', 1)
    xml = xml.replace(b"<definitions ", b'<definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn" ', 1)
    process = catalog.process(session, manager, xml, mode="executable")
    for them, found in (
        ([p.id for p in people], 3),
        ([people[0].id, *["x"] * 30_000, people[1].id], 1),
        ("[" * 9000, 0),
    ):
        session.query(Candidate).delete()
        case_actions.start(session, manager, process, {"them": them})
        session.flush()
        assert session.scalar(select(func.count()).select_from(Candidate)) == found
    assert MOST_NAMED < 30_000


def test_data_that_is_too_much_to_keep_is_refused(unit: Unit, app: StepwellApp) -> None:
    with unit() as session:
        place = town.build(session, app)
    for path in (f"/api/v1/processes/{town.KEY}/instances", f"/api/v1/tasks/{place.ids['task_id']}/complete"):
        answer = app.test_client().post(path, json={"data": {"a": "x" * 2_000_000}}, headers=place.headers["worker"])
        assert answer.status_code == 422, path
