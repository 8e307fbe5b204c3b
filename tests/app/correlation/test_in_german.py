"""Messages, and what waits for them, in another language."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.correlation import actions
from app.kernel.http.application import StepwellApp
from tests.factories import accounts, catalog, waits
from tests.support.unsaid import unsaid

Unit = Callable[[], AbstractContextManager[Session]]
GERMAN = {"Accept-Language": "de"}
WAITS = waits.process(
    waits.catch("wait", waits.MESSAGE), ids=("wait",), start=waits.time("timeCycle", "R/P1D"),
    before=waits.KNOWN + waits.KEYS,
)  # fmt: skip
NAMES = (
    "Olaf",
    "Pay a bill",
    "Bill 8",
    "payment",
    "order",
    "Order",  # what the case knows, headed by the name of its variable
    "wait",
    "Begin",
)


@pytest.fixture
def ops(app: StepwellApp, unit: Unit) -> FlaskClient:
    with unit() as session:
        return accounts.signed_in(app, session, accounts.person(session, "Olaf Ops", role="ops"))


@pytest.fixture
def case(unit: Unit) -> str:
    with unit() as session:
        manager = accounts.actor(session, "Olaf Manager", role="manager")
        process = catalog.process(session, manager, WAITS, mode="executable", title="Pay a bill")
        actions.send(session, manager, "payment", {"order": 7}, {})
        return case_actions.start(session, manager, process, {"order": 8}, "Bill 8").id


def test_pages_of_messages_are_german(ops: FlaskClient, case: str) -> None:
    expected = {
        f"/instances/{case}": ("Worauf er wartet", "die Nachricht „payment“ bei "),
        "/messages": ("Nachrichten und Zeiten", ">wartet</span>", "Ablauf "),
        "/messages/awaited": ("Wer auf Nachrichten wartet", "<div>Nachricht</div>", "Muss passen zu"),
        "/messages/starts": ("Was von selbst startet", "<div>Zeit</div>"),
    }
    for path, words in expected.items():
        page = ops.get(path, headers=GERMAN).text
        assert [said for said in words if said not in page] == [], path
        assert unsaid(ops, path, *NAMES, case) == set(), path


def test_programs_are_refused_in_german(app: StepwellApp, unit: Unit, case: str) -> None:
    with unit() as session:
        bearer = accounts.bearer(session, accounts.person(session, role="admin"))
    client, message = app.test_client(), {"name": "payment", "expires": "a while"}
    told = client.post("/api/v1/messages", json=message, headers={**bearer, **GERMAN})
    assert told.status_code == 422
    assert "Erwartet wurde eine Dauer wie PT10M oder P2D." in told.text
    address = f"/api/v1/instances/{case}/timers/none/fire"
    told = client.post(address, json={"reason": " "}, headers={**bearer, **GERMAN})
    assert told.json["errors"] == {"reason": "Schreiben Sie, warum."}
