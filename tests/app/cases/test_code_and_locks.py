"""Code of models runs for a bounded time, and never while SQLite's only writer is held."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.cases import actions as case_actions
from app.cases.tables import Incident, Instance, Task
from app.catalog.actions import reading
from app.catalog.queries.models import Recent
from app.correlation import actions as correlation_actions
from app.kernel import jobs
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.policy import Actor
from app.kernel.settings import Settings
from app.taskforms.files.place import Place
from app.taskforms.tables import FormFile
from processes.decisions.evaluation.evaluator import EvaluationRun
from processes.expressions import bounds
from processes.expressions.sandbox import SANDBOX
from tests.factories import accounts, catalog, models, waits
from tests.processes.decisions.tables import dmn, table
from tests.support.locks import nothing_is_held

Unit = Callable[[], AbstractContextManager[Session]]
SCRIPT = '<scriptTask id="{0}" name="{0}"><script>{1}</script></scriptTask>'
HARD = "n = len([c for c in range(1000) if c % 7 == 0])"


def scripted(*scripts: str, **more: Any) -> bytes:
    """A task, then scripts that are not plain, then another task."""
    steps = [SCRIPT.format(f"s{number}", script) for number, script in enumerate(scripts)]
    ids = ("First", *(f"s{number}" for number in range(len(scripts))), "Last")
    return waits.process(models.task("First"), *steps, models.task("Last"), ids=ids, **more)


def open_tasks(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(Task.id).where(Task.state == "open")))


@pytest.fixture
def watched(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the write lock was held, for each script that ran."""
    held: list[bool] = []
    fed = SANDBOX.run

    def noting(*given: Any, **more: Any) -> str:
        held.append(database.write_lock.locked())
        return fed(*given, **more)

    monkeypatch.setattr(SANDBOX, "run", noting)
    monkeypatch.setattr(SANDBOX._proxy, "run", noting)
    return held


@pytest.mark.databases("sqlite")
def test_a_request_runs_scripts_before_it_takes_the_lock(unit: Unit, app: StepwellApp, watched: list[bool]) -> None:
    with unit() as session:
        worker = accounts.person(session, "Wim", "manager")
        headers = accounts.bearer(session, worker)
        owner = accounts.queries.actor_for(session, worker)
        catalog.process(session, owner, scripted(HARD, "n = sum([n, 1])"), key="hard", mode="executable")
    client = app.test_client()
    case = client.post("/api/v1/processes/hard/instances", json={"data": {}}, headers=headers).json
    keyed = {**headers, "Idempotency-Key": "once"}
    done = [
        client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={"data": {}}, headers=keyed)
        for _ in (1, 2)
    ]
    assert [answer.status_code for answer in done] == [200, 200]
    assert done[0].json == done[1].json and done[0].json["data"]["n"] == 144
    assert watched and not any(watched)
    refused = client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={"data": {}}, headers=headers)
    assert refused.status_code == 409


@pytest.mark.databases("sqlite")
def test_a_job_runs_scripts_before_it_takes_the_lock(
    unit: Unit, database: Database, manager: Actor, watched: list[bool]
) -> None:
    with unit() as session:
        steps = (SCRIPT.format("s", HARD), models.task("Last"))
        catalog.process(
            session, manager, waits.process(*steps, ids=("s", "Last"), start=waits.SIGNAL), mode="executable"
        )
        correlation_actions.send_signal(session, manager, "alarm", {})
    jobs.drain(database)
    with unit() as session:
        assert session.scalars(select(Instance)).one().data["n"] == 143
    assert watched and not any(watched)


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, "Mona", "manager")


def test_scripts_of_one_turn_have_a_time_together(
    unit: Unit, app: StepwellApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent = iter(range(0, 1000, 1))
    monkeypatch.setattr(bounds, "monotonic", lambda: float(next(spent)))
    with unit() as session:
        worker = accounts.person(session, "Wim", "manager")
        headers = accounts.bearer(session, worker)
        owner = accounts.queries.actor_for(session, worker)
        scripts = [HARD] * 5
        catalog.process(session, owner, scripted(*scripts), key="slow", mode="executable")
    client = app.test_client()
    case = client.post("/api/v1/processes/slow/instances", json={"data": {}}, headers=headers).json
    done = client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={"data": {}}, headers=headers)
    assert done.status_code == 200
    with unit() as session:
        incident = session.scalars(select(Incident)).one()
        assert incident.step_id == "s2" and "at most 2 seconds together" in incident.words


@pytest.mark.databases("sqlite")
def test_what_only_reads_takes_no_lock(unit: Unit, app: StepwellApp, database: Database) -> None:
    with unit() as session:
        worker = accounts.person(session, "Wim", "manager")
        headers = accounts.bearer(session, worker)
        catalog.process(session, accounts.queries.actor_for(session, worker), models.linear("A", "B"), key="abc")
    sent = {"operations": [{"kind": "eliminate", "step": "A"}]}
    with database.write_lock:
        keyed = {**headers, "Idempotency-Key": "again"}
        answer = app.test_client().post("/api/v1/processes/abc/proposals/preview", json=sent, headers=keyed)
    assert answer.status_code == 200 and answer.json["ok"]


def test_who_may_not_propose_may_not_try(unit: Unit, app: StepwellApp) -> None:
    with unit() as session:
        owner = accounts.actor(session, "Mona", "manager")
        catalog.process(session, owner, models.linear("A", "B"), key="abc", public_start=True, visibility="unit")
        guest = accounts.bearer(session, accounts.person(session, "Gus", "guest", accounts.unit(session)))
    sent = {"operations": [{"kind": "eliminate", "step": "A"}]}
    answer = app.test_client().post("/api/v1/processes/abc/proposals/preview", json=sent, headers=guest)
    assert (answer.status_code, answer.json["code"]) == (403, "FORBIDDEN")


@pytest.mark.databases("sqlite")
def test_equal_calls_are_two_cases_and_what_was_worked_out_stays(
    unit: Unit, app: StepwellApp, database: Database, watched: list[bool]
) -> None:
    called = waits.process(SCRIPT.format("s", HARD), models.task("Inner"), ids=("s", "Inner"))
    two = (
        '<parallelGateway id="fork"/><callActivity id="one" calledElement="inner"/>'
        '<callActivity id="two" calledElement="inner"/><parallelGateway id="join"/>'
    )
    flows = models.chain("fork", "two", "join").replace('id="', 'id="second_')
    with unit() as session:
        worker = accounts.person(session, "Wim", "manager")
        headers = accounts.bearer(session, worker)
        owner = accounts.queries.actor_for(session, worker)
        catalog.process(session, owner, called, key="inner", mode="executable")
        outer = waits.process(two, models.task("Last"), ids=("fork", "one", "join", "Last"), more=flows)
        catalog.process(session, owner, outer, key="outer", mode="executable")
    done = app.test_client().post("/api/v1/processes/outer/instances", json={"data": {}}, headers=headers)
    assert done.status_code == 201, done.json
    with unit() as session:
        inner = session.scalars(select(Task).where(Task.step_id == "Inner")).all()
        assert len({task.id for task in inner}) == len({task.instance_id for task in inner}) == 2
    assert len(watched) == 2 and not any(watched), "what was worked out is not worked out again"


@pytest.mark.databases("sqlite")
def test_a_request_that_begins_anew_counts_once(unit: Unit, settings: Settings, database: Database) -> None:
    app = create_app(replace(settings, rate_limits=True), database)
    with unit() as session:
        owner = accounts.actor(session, "Mona", "manager")
        field = '<camunda:formField id="why" type="string"/>'
        form = f"<extensionElements><camunda:formData>{field}</camunda:formData></extensionElements>"
        xml = waits.process(SCRIPT.format("s", HARD), models.task("Last"), ids=("s", "Last"), start=form)
        catalog.process(session, owner, xml, key="open", mode="executable", public_start=True)
    client = app.test_client()
    client.get("/public/open/start")
    with client.session_transaction() as cookie:
        cookie["csrf"] = "c"
    answers = [client.post("/public/open/start", data={"csrf": "c", "why": "because"}).status_code for _ in range(21)]
    assert 429 not in answers[:20] and answers[20] == 429
    with unit() as session:
        assert len(session.scalars(select(Instance)).all()) == 20


FORM = '{"properties": {"proof": {"title": "Proof", "format": "file", "x-file": {}}}}'


@pytest.mark.databases("sqlite")
def test_a_form_with_files_is_read_kept_and_worked_out_before_the_lock(
    unit: Unit, app: StepwellApp, database: Database, watched: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[bool] = []
    keep = Place.keep

    def watched_keep(self: Place, stream: Any) -> Any:
        kept.append(database.write_lock.locked())
        return keep(self, stream)

    monkeypatch.setattr(Place, "keep", watched_keep)
    form = f"<extensionElements><stepwell:form>{FORM}</stepwell:form></extensionElements>"
    steps = (models.task("A", inside=form), SCRIPT.format("s", HARD), models.task("B"))
    with unit() as session:
        worker = accounts.person(session, "Wim", "manager")
        owner = accounts.queries.actor_for(session, worker)
        process = catalog.process(session, owner, waits.process(*steps, ids=("A", "s", "B")), mode="executable")
        case_actions.start(session, owner, process)
        [task] = open_tasks(session)
        browser = accounts.signed_in(app, session, worker)
    sent = {"form": "1", "proof": (io.BytesIO(b"%PDF-1.7 hello"), "a.pdf"), **accounts.CSRF}
    assert browser.post(f"/tasks/{task}/complete", data=sent, content_type="multipart/form-data").status_code == 303
    with unit() as session:
        case = session.scalars(select(Instance)).one()
        file = session.scalars(select(FormFile)).one()
        assert case.data["n"] == 143 and case.data["proof"]["id"] == file.id and file.instance_id == case.id
    assert kept == [False] and watched == [False]


@pytest.mark.databases("sqlite")
def test_many_tasks_run_their_scripts_before_the_lock_and_say_what_is_left(
    unit: Unit, app: StepwellApp, watched: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit() as session:
        worker = accounts.person(session, "Wim", "manager")
        headers = accounts.bearer(session, worker)
        owner = accounts.queries.actor_for(session, worker)
        process = catalog.process(session, owner, scripted(HARD), mode="executable")
        for _ in range(outside_locks.MOST + 5):
            case_actions.start(session, owner, process)
        tasks = open_tasks(session)
    client = app.test_client()
    sent = {"act": "complete", "tasks": tasks}
    keyed = {**headers, "Idempotency-Key": "many"}
    done = [client.post("/api/v1/tasks/bulk", json=sent, headers=keyed).json for _ in (1, 2)]
    assert done[0] == done[1] and done[0]["done"] == len(tasks), "the second is the answer of the first"
    assert len(watched) == len(tasks) and not any(watched)

    with unit() as session:
        lasts = open_tasks(session)
    monkeypatch.setattr(outside_locks, "UNIT_SECONDS", 1.0)
    left = client.post("/api/v1/tasks/bulk", json={"act": "complete", "tasks": lasts}, headers=headers).json
    assert left["done"] == 0 and {one["code"] for one in left["results"]} == {"LATER"}
    with unit() as session:
        assert {task.state for task in session.scalars(select(Task).where(Task.id.in_(lasts)))} == {"open"}


@pytest.mark.databases("sqlite")
def test_decisions_are_made_before_the_lock(
    unit: Unit, app: StepwellApp, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    decided = EvaluationRun.decide

    def noting(*given: Any, **more: Any) -> Any:
        held.append(database.write_lock.locked())
        return decided(*given, **more)

    monkeypatch.setattr(EvaluationRun, "decide", noting)
    rule = '<businessRuleTask id="r" name="r" camunda:decisionRef="credit" camunda:resultVariable="limit"/>'
    xml = waits.process(models.task("A"), rule, models.task("B"), ids=("A", "r", "B"))
    with unit() as session:
        worker = accounts.person(session, "Wim", "manager")
        headers = accounts.bearer(session, worker)
    client = app.test_client()
    table_file = dmn(table("credit", "age:number", "limit", ">= 18 => 500")).decode()
    sent = {"key": "loan", "title": "Loan", "bpmn": xml.decode(), "files": {"credit.dmn": table_file}}
    loaded = client.post("/api/v1/processes", json=sent, headers=headers)
    assert loaded.status_code == 201 and loaded.json["live"]["mode"] == "executable", loaded.json
    held.clear()
    case = client.post("/api/v1/processes/loan/instances", json={"data": {"age": 20}}, headers=headers).json
    done = client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={"data": {}}, headers=headers)
    assert done.status_code == 200 and held and not any(held)


def test_a_model_is_read_before_the_lock_whoever_asks_first(
    unit: Unit, app: StepwellApp, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where what was read ahead is forgotten already, as others loaded more meanwhile."""
    free: list[bool] = []
    prepare = reading.prepare_in_child

    def noting(*given: Any, **more: Any) -> Any:
        free.append(nothing_is_held(database))
        return prepare(*given, **more)

    monkeypatch.setattr(reading, "prepare_in_child", noting)
    monkeypatch.setattr(reading, "_read", Recent(0))
    with unit() as session:
        headers = accounts.bearer(session, accounts.person(session, "Wim", "manager"))
    sent = {"key": "abc", "title": "Abc", "bpmn": models.linear("A", "B").decode()}
    assert app.test_client().post("/api/v1/processes", json=sent, headers=headers).status_code == 201
    assert free and all(free)
