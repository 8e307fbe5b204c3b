"""Cases in another language: their pages, errors for programs, and a history that is kept without a language."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.cases import actions, queries
from app.cases.contributions import duration
from app.cases.listeners import job_given_up
from app.cases.tables import Incident, Instance, StepEvent
from app.cases.words.planning import due_words, follow_up_words, priority_badge
from app.cases.words.timeline import lines
from app.kernel.http.application import StepwellApp
from app.kernel.i18n import Message, languages
from app.kernel.jobs import JobGaveUp
from app.kernel.times import clock
from app.kernel.times.zones import UTC
from tests.factories import accounts, catalog, models, waits
from tests.support.unsaid import unsaid

Unit = Callable[[], AbstractContextManager[Session]]
GERMAN = {"Accept-Language": "de"}
CALLS = waits.process(
    '<callActivity id="call" name="Ask the bank" calledElement="bank"/>', models.task("Look"), ids=("call", "Look")
)  # fmt: skip
SHORT = models.bpmn(
    f'<startEvent id="begin"/>{models.task("Check")}<endEvent id="done"/>' + models.chain("begin", "Check", "done")
)
NAMES = (
    "Olaf",
    "Pay a bill",
    "Bill 8",
    "Check",
    "Mona",
    "Unit",
)


@pytest.fixture
def ops(app: StepwellApp, unit: Unit) -> FlaskClient:
    with unit() as session:
        return accounts.signed_in(app, session, accounts.person(session, "Olaf Ops", role="ops"))


@pytest.fixture
def case(unit: Unit) -> str:
    with unit() as session:
        manager = accounts.actor(session, "Mona Manager", role="manager")
        process = catalog.process(session, manager, SHORT, key="pay", mode="executable", title="Pay a bill")
        return actions.start(session, manager, process, {}, "Bill 8").id


def test_pages_of_cases_are_german(ops: FlaskClient, case: str) -> None:
    listed = ops.get("/instances", headers=GERMAN).text
    for said in (
        '<h1 dir="auto">Vorgänge</h1>',
        "Gestartet von",
        "Mona Manager",
        "Steht bei",
        "eingetroffen ",
        ">angehalten</option>",
    ):
        assert said in listed, said
    page = ops.get(f"/instances/{case}", headers=GERMAN).text
    for said in (
        "Gestartet ",
        "Wo er steht",
        "steht jetzt hier",
        "Mona Manager</b></bdi> hat den Vorgang gestartet",
        "Diesen Vorgang abbrechen? 1 offene Aufgabe wird zurückgezogen",
        "Seine Arbeit von Hand weitersetzen",
    ):
        assert said in page, said
    told = ops.post(
        f"/instances/{case}/suspend", data={**accounts.CSRF, "reason": "Warten"}, headers=GERMAN, follow_redirects=True
    ).text
    assert "Der Vorgang ist angehalten. Seine Aufgaben bleiben, wo sie sind." in told
    assert "hat den Vorgang angehalten" in told and "Dieser Vorgang ist angehalten" in told


def test_nothing_on_pages_of_cases_is_outside_of_the_catalogue(ops: FlaskClient, case: str) -> None:
    ops.post("/filters", data={**accounts.CSRF, "page": "cases", "name": "Olafs", "q": "bill"})
    for path in ("/instances?q=bill", "/instances?q=nothing", f"/instances/{case}", "/processes/pay/work"):
        assert unsaid(ops, path, *NAMES, case) == set(), path


def test_programs_are_refused_in_german(app: StepwellApp, unit: Unit, case: str) -> None:
    with unit() as session:
        bearer = accounts.bearer(session, accounts.person(session, role="admin"))
    client = app.test_client()
    told = client.post(f"/api/v1/instances/{case}/cancel", json={"reason": " "}, headers={**bearer, **GERMAN})
    assert told.status_code == 422 and told.headers["Content-Language"] == "de"
    assert told.json["detail"] == "Erwartet wurde eine Begründung, aber sie ist leer. Schreiben Sie, warum."
    assert told.json["errors"] == {"reason": "Schreiben Sie, warum."}
    told = client.post(f"/api/v1/instances/{case}/resume", json={}, headers={**bearer, **GERMAN})
    assert told.json["detail"] == "Erwartet wurde ein angehaltener Vorgang, aber dieser hat den Status „läuft“."


def test_incidents_and_history_are_kept_without_a_language(app: StepwellApp, unit: Unit) -> None:
    with unit() as session, languages.speaking("de"):
        manager = accounts.actor(session, "Mona Manager", role="manager")
        catalog.process(session, manager, SHORT, key="bank", mode="executable")
        process = catalog.process(session, manager, CALLS, key="calls", mode="executable")
        caller = actions.start(session, manager, process, {})
        child = session.scalars(select(Instance).where(Instance.parent_id == caller.id)).one()
        job_given_up(session, JobGaveUp("j", "work.settle", {"instance_id": child.id}, 3, "It broke."))
        case = child.id
    with unit() as session:
        (row,) = queries.incidents_of(session, case)
        history = queries.history(session, case)
        wanted = "The background job “work.settle” was tried 3 times and given up: It broke."
        assert row.words == wanted and isinstance(row.words, Message)
        assert history[0].detail == "called by another case" and isinstance(history[0].detail, Message)
        with languages.speaking("de"):
            german = "Der Hintergrundauftrag „work.settle“ wurde 3-mal versucht und aufgegeben: It broke."
            assert str(row.words) == german
            assert str(lines(session, history)[-1]["detail"]) == "von einem anderen Vorgang aufgerufen"
        bearer = accounts.bearer(session, accounts.person(session, role="admin"))
    client = app.test_client()
    told = client.get(f"/api/v1/instances/{case}/history", headers={**bearer, **GERMAN})
    assert told.json["items"][0]["detail"] == "von einem anderen Vorgang aufgerufen"
    assert client.get("/api/v1/incidents", headers={**bearer, **GERMAN}).json["items"][0]["words"] == german
    assert client.get("/api/v1/incidents", headers=bearer).json["items"][0]["words"] == wanted


def test_a_line_of_the_history_keeps_the_meaning_of_its_words() -> None:
    event = StepEvent(event="decided", step_id="Rules", step_name="Rules", detail="decision: Discount, rules: [1]")
    (line,) = lines(Session(), [event])
    assert line["words"] == "decided"
    with languages.speaking("de"):
        assert str(line["words"]) == "Entscheidung getroffen"


def test_what_an_earlier_release_kept_is_read_as_it_is(unit: Unit, case: str) -> None:
    with unit() as session:
        session.execute(text("UPDATE step_event SET detail = 'a (b) “c”'"))
        event = session.scalars(StepEvent.__table__.select().with_only_columns(StepEvent.id)).first()
        row = session.get_one(StepEvent, event)
        assert row.detail == "a (b) “c”" and not isinstance(row.detail, Message)
        with languages.speaking("de"):
            assert {one["detail"] for one in lines(session, queries.history(session, case))} == {"a (b) “c”"}
        manager = session.get_one(Person, row.actor_id)
        found = queries.instance(session, accounts.actor(session, role="ops"), case)
        assert found.started_by == manager.id and session.query(Incident).count() == 0


def test_times_and_priorities_are_said_in_the_language_of_who_reads() -> None:
    now = clock.now().replace(hour=12, minute=0)
    with clock.frozen(now):
        late, soon = (due_words(now + timedelta(days=days), UTC) for days in (-2, 3))
        follow = follow_up_words(now + timedelta(days=1), UTC)
    assert late == {"late": True, "words": "2 days late"} and soon == {"late": False, "words": "due in 3 days"}
    assert duration(9000) == "2.5 hours" and duration(3600) == "1 hour"
    with languages.speaking("de"):
        assert [str(one["words"]) for one in (late, soon)] == ["2 Tage überfällig", "in 3 Tagen fällig"]
        assert str(duration(9000)) == "2,5 Stunden"
        assert str(priority_badge(80)) == "hohe Priorität" and priority_badge(50) == ""
        assert str(follow_up_words(clock.now() + timedelta(days=40), UTC)).startswith("wieder vorlegen am ")
    assert follow.startswith("follow up on ")
