"""The pages of work, read and used without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases import queries
from app.kernel.http.application import StepwellApp
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models

Unit = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def browser(app: StepwellApp, unit: Unit) -> FlaskClient:
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        catalog.process(session, owner, models.linear("Print form", "Sign"), key="offer", title="Send an offer")
        return accounts.signed_in(app, session, accounts.person(session, "Wilma Worker"))


def test_from_start_to_end_by_forms_alone(browser: FlaskClient, unit: Unit) -> None:
    page = browser.post(
        "/processes/offer/start", data={**accounts.CSRF, "business_key": "Offer 12"}, follow_redirects=True
    )
    assert page.status_code == 200
    assert "Print form" in page.text
    assert "Complete this task" in page.text
    for name in ("Print form", "Sign"):
        with unit() as session:
            (task,) = queries.open_tasks(session, queries.running_instances(session)[0])
            assert task.step_name == name
        page = browser.post(f"/tasks/{task.id}/complete", data=accounts.CSRF, follow_redirects=True)
        assert page.status_code == 200
        assert f"“{name}” is done" in page.text
    assert "The case is finished" in page.text


def test_each_list_says_what_to_do_when_it_is_empty(browser: FlaskClient) -> None:
    assert "Nothing waits for you" in browser.get("/work").text
    assert "You have taken no task" in browser.get("/work?claimed=1").text
    assert "No case yet" in browser.get("/instances").text
    assert "No case yet" in browser.get("/processes/offer/work").text


def test_a_task_that_was_done_meanwhile_is_told_in_words(browser: FlaskClient, unit: Unit, app: StepwellApp) -> None:
    browser.post("/processes/offer/start", data=accounts.CSRF)
    with unit() as session:
        (task,) = queries.open_tasks(session, queries.running_instances(session)[0])
        other = accounts.actor(session)
        task_actions.complete(session, other, task.id)
    page = browser.post(f"/tasks/{task.id}/complete", data=accounts.CSRF, follow_redirects=True)
    assert "is done already, or was taken back" in page.text
    assert browser.get(f"/tasks/{task.id}").status_code == 200


def test_a_form_without_its_token_changes_nothing(browser: FlaskClient) -> None:
    assert browser.post("/processes/offer/start").status_code == 403


def test_outsiders_send_by_the_public_form_and_get_a_receipt(client: FlaskClient, unit: Unit) -> None:
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        catalog.process(session, owner, key="report", title="Report a fake", public_start=True)
        catalog.process(session, owner, key="inner")
    assert client.get("/public/inner/start").status_code == 404
    page = client.get("/public/report/start")
    assert "You need no account" in page.text
    with client.session_transaction() as cookie:
        token = cookie["csrf"]
    refused = client.post("/public/report/start", data={"csrf": token, "message": "", "contact": "a@b.c"})
    assert refused.status_code == 422
    assert "a@b.c" in refused.text
    receipt = client.post("/public/report/start", data={"csrf": token, "message": "A fake bag"}, follow_redirects=True)
    assert "it is your receipt" in receipt.text


def test_the_inbox_is_narrowed_by_process_and_lane(browser: FlaskClient, unit: Unit) -> None:
    browser.post("/processes/offer/start", data=accounts.CSRF)
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        lanes = catalog.process(session, owner, models.lanes({"Sales": ["Sell"], "Desk": ["Answer"]}), key="lanes")
        case_actions.start(session, owner, lanes, {})
    assert "Sell" in browser.get("/work?lane=Sales").text
    assert "Print form" not in browser.get("/work?lane=Sales").text
    assert "Print form" in browser.get("/work?process=offer").text
    assert "No task fits" in browser.get("/work?lane=Nobody").text
