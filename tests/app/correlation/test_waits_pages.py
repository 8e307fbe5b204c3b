"""The pages of what waits: on a case, and for ops the messages, who waits for them and what starts by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases import queries
from app.correlation import actions as correlation_actions
from app.kernel.http.application import StepwellApp
from tests.factories import accounts, catalog, models, waits
from tests.support.counting import count_statements

Unit = Callable[[], AbstractContextManager[Session]]
LIMITED = waits.process(
    models.task("Work"), waits.catch("wait", waits.MESSAGE), ids=("Work", "wait"),
    more='<boundaryEvent id="limit" name="Too late" attachedToRef="Work">' + waits.time("timeDuration", "PT1H")
    + "</boundaryEvent>" + models.task("Late") + '<endEvent id="over"/>' + models.chain("limit", "Late", "over"),
    start=waits.time("timeCycle", "R/P1D"),
)  # fmt: skip


@pytest.fixture
def people(app: StepwellApp, unit: Unit) -> dict[str, FlaskClient]:
    with unit() as session:
        return {
            role: accounts.signed_in(app, session, accounts.person(session, role=role)) for role in ("ops", "worker")
        }


@pytest.fixture
def case(unit: Unit) -> str:
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        process = catalog.process(session, manager, LIMITED, mode="executable", title="Pay a bill")
        correlation_actions.send(session, manager, "payment", {"order": 7}, {})
        return case_actions.start(session, manager, process, {"order": 8}, "Bill 8").id


def test_ops_let_a_timer_fire_from_the_page_of_a_case(people: dict[str, FlaskClient], unit: Unit, case: str) -> None:
    with unit() as session:
        (timer,) = queries.timers_of(session, case)
    page = people["worker"].get(f"/instances/{case}").text
    assert "Too late" in page
    assert "Fire it now" not in page
    page = people["ops"].get(f"/instances/{case}").text
    assert "Fire it now" in page
    path = f"/instances/{case}/timers/{timer.task_id}/fire"
    assert people["worker"].post(path, data={**accounts.CSRF, "reason": "x"}).status_code == 403
    refused = people["ops"].post(path, data={**accounts.CSRF, "reason": ""}, follow_redirects=True)
    assert "Say why." in refused.text
    done = people["ops"].post(path, data={**accounts.CSRF, "reason": "Nobody comes"}, follow_redirects=True)
    assert "Nobody comes" in done.text
    assert "let the time of “Too late” come" in done.text
    with unit() as session:
        assert waits.open_steps(session, case) == ["Late"]


def test_ops_do_without_a_time_limit(people: dict[str, FlaskClient], unit: Unit, case: str) -> None:
    with unit() as session:
        (timer,) = queries.timers_of(session, case)
    path = f"/instances/{case}/timers/{timer.task_id}/cancel"
    done = people["ops"].post(path, data={**accounts.CSRF, "reason": "Take your time"}, follow_redirects=True)
    assert "without this time limit" in done.text
    with unit() as session:
        assert queries.timers_of(session, case) == []


def test_ops_see_messages_who_waits_and_what_starts_by_itself(
    people: dict[str, FlaskClient], unit: Unit, case: str
) -> None:
    with unit() as session:
        waits.do(session, accounts.actor(session), case)
    texts = {path: people["ops"].get(path).text for path in ("/messages", "/messages/awaited", "/messages/starts")}
    assert "order: 7" in texts["/messages"]
    assert "Bill 8" in texts["/messages/awaited"]
    assert "Pay a bill" in texts["/messages/starts"]
    assert "R/P1D" in texts["/messages/starts"]
    assert "No message fits" in people["ops"].get("/messages?state=delivered").text
    assert people["ops"].get("/messages?state=nonsense&name=%00").status_code == 422
    assert "Nobody waits" in people["ops"].get("/messages/awaited?name=other").text
    assert "payment" in people["ops"].get(f"/instances/{case}").text
    for path in texts:
        assert people["worker"].get(path).status_code == 403
        assert people["ops"].application.test_client().get(path).status_code in (302, 303, 401)
    assert "Messages and times" in people["ops"].get("/instances").text
    assert "Messages and times" not in people["worker"].get("/instances").text


def test_a_case_shows_what_it_called_and_who_called_it(people: dict[str, FlaskClient], unit: Unit) -> None:
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        catalog.process(session, manager, models.linear("Sign"), key="sign", title="Signing", mode="executable")
    calls = '<callActivity id="Call" name="Have it signed" calledElement="sign"/>'
    with unit() as session:
        process = catalog.process(session, manager, waits.process(calls, ids=("Call",)), mode="executable")
        parent = case_actions.start(session, manager, process, {}, "Bill 9").id
    with unit() as session:
        ((child, _),) = queries.called(session, manager, queries.instance(session, manager, parent)).items
    page = people["worker"].get(f"/instances/{parent}").text
    assert "Cases it has called" in page
    assert f"/instances/{child.id}" in page
    assert f"/instances/{parent}" in people["worker"].get(f"/instances/{child.id}").text


def test_the_number_of_statements_does_not_grow_with_the_rows(
    people: dict[str, FlaskClient], unit: Unit, case: str, database
) -> None:
    counts = []
    for _ in range(2):
        with unit() as session:
            manager = accounts.actor(session, role="manager")
            process = catalog.process(session, manager, waits.WAITS_FOR_MESSAGE, mode="executable")
            for n in range(4):
                correlation_actions.send(session, manager, "other", {"n": n}, {})
                case_actions.start(session, manager, process, {"m": n})
        for path in ("/messages", "/messages/awaited"):
            with count_statements(database) as counted:
                assert people["ops"].get(path).status_code == 200
            counts.append(len(counted))
    assert counts[:2] == counts[2:]
