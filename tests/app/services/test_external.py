"""External tasks: fetched by topic, held by a lease, ended by their worker alone."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cases import actions, queries
from app.kernel.http import request_limits
from app.kernel.times import clock
from app.services import jobs as services_jobs
from app.services.api import external
from app.services.tables import ServiceTask
from tests.app.services.conftest import Town, with_service
from tests.factories import accounts
from tests.support.awaiting import until

STEP = '<serviceTask id="a" name="Print" stepwell:topic="print"/>'
CAUGHT = (
    '<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition errorRef="r"/></boundaryEvent>'
    '<userTask id="u" name="Mend"/><endEvent id="e2"/><sequenceFlow id="x1" sourceRef="b" targetRef="u"/>'
    '<sequenceFlow id="x2" sourceRef="u" targetRef="e2"/>'
)
ERROR = '<error id="r" name="jam" errorCode="JAM"/>'


class Program:
    """A worker's program, by REST."""

    def __init__(self, town: Town, role: str = "ops", scopes: tuple[str, ...] = ("worker",), name: str = "w1") -> None:
        with town.unit() as session:
            self.headers = accounts.bearer(session, accounts.person(session, f"{name} {role}", role=role), scopes)
        self.client: FlaskClient = town.app.test_client()
        self.name = name

    def post(self, path: str, body: dict[str, Any], expect: int = 200) -> Any:
        answer = self.client.post(f"/api/v1{path}", json=body, headers=self.headers)
        assert answer.status_code == expect, answer.text
        return answer.get_json()

    def fetch(self, topic: str = "print", limit: int = 1, seconds: int = 60, wait: float = 0) -> list[dict[str, Any]]:
        asked = {"topic": topic, "limit": limit, "lock_seconds": seconds}
        path = "/external-tasks/fetch-and-lock"
        return self.post(path, {"worker": self.name, "topics": [asked], "wait_seconds": wait})["items"]  # type: ignore[no-any-return]


@pytest.fixture
def printing(town: Town) -> Town:
    town.process(with_service(STEP, extra=CAUGHT, before=ERROR))
    return town


def test_a_worker_fetches_and_completes(printing: Town) -> None:
    case = printing.start({"pages": 3})
    program = Program(printing)
    assert program.fetch("other") == []
    (task,) = program.fetch()
    assert (task["instance"], task["process"], task["data"], task["attempt"]) == (case, "p", {"pages": 3}, 1)
    assert task["step"] == {"id": "a", "name": "Print"} and task["worker"] == "w1"
    assert program.fetch() == []
    done = program.post(f"/external-tasks/{task['id']}/complete", {"lock": task["lock"], "data": {"printed": True}})
    assert done["data"] == {"pages": 3, "printed": True}
    again = program.post(f"/external-tasks/{task['id']}/complete", {"lock": task["lock"]}, 409)
    assert again["code"] == "LOCK_LOST"
    assert [outcome for outcome, _ in printing.attempts(case)] == ["done"]
    with printing.unit() as session:
        assert [t.step_id for t in queries.open_tasks(session, case)] == ["After"]


def test_a_worker_whose_lease_ran_out_gets_409_and_another_gets_the_task(printing: Town) -> None:
    printing.start()
    first, second = Program(printing), Program(printing, name="w2")
    (task,) = first.fetch(seconds=30)
    late = clock.now() + timedelta(seconds=31)
    with clock.frozen(late):
        for how in ("complete", "extend", "fail", "error"):
            body = {"lock": task["lock"]} | {"fail": {"words": "x"}, "error": {"code": "x"}}.get(how, {})
            assert first.post(f"/external-tasks/{task['id']}/{how}", body, 409)["code"] == "LOCK_LOST"
        (mine,) = second.fetch()
        assert mine["id"] == task["id"] and mine["lock"] != task["lock"] and mine["attempt"] == 2
        first.post(f"/external-tasks/{task['id']}/complete", {"lock": task["lock"]}, 409)
        second.post(f"/external-tasks/{task['id']}/extend", {"lock": mine["lock"], "lock_seconds": 600})
    with clock.frozen(late + timedelta(seconds=300)):
        assert first.fetch() == []
        second.post(f"/external-tasks/{task['id']}/complete", {"lock": mine["lock"]})


def test_a_failed_task_comes_again_until_nothing_is_left_and_ops_retry_it(printing: Town) -> None:
    case = printing.start()
    program, now = Program(printing), clock.now()
    (task,) = program.fetch()
    told = program.post(f"/external-tasks/{task['id']}/fail", {"lock": task["lock"], "words": "jam", "retry_after": 60})
    assert (told["retries"], told["state"]) == (2, "ready")
    assert program.fetch() == []
    with clock.frozen(now + timedelta(seconds=90)):
        (task,) = program.fetch()
        program.post(f"/external-tasks/{task['id']}/fail", {"lock": task["lock"], "words": "no toner", "retries": 0})
        assert program.fetch() == []
    assert printing.case(case)[0::2] == ("failed", 1)
    with printing.unit() as session:
        (row,) = queries.incidents(session, printing.ops).items
        assert (row.kind, row.words) == ("external", "no toner")
        actions.retry_incident(session, printing.ops, row.id)
    (task,) = program.fetch()
    program.post(f"/external-tasks/{task['id']}/complete", {"lock": task["lock"]})
    assert printing.case(case)[0::2] == ("running", 0)
    assert [outcome for outcome, _ in printing.attempts(case)] == ["again", "failed", "done"]


def test_an_error_goes_to_its_boundary_event_or_becomes_an_incident(printing: Town) -> None:
    for code, open_steps, incidents in (("JAM", ["u"], 0), ("FIRE", [], 1)):
        case = printing.start()
        program = Program(printing, name=code)
        (task,) = program.fetch()
        body = {"lock": task["lock"], "code": code, "words": "tray 2", "data": {"tray": 2}}
        assert program.post(f"/external-tasks/{task['id']}/error", body)["data"] == {"tray": 2}
        with printing.unit() as session:
            assert [t.step_id for t in queries.open_tasks(session, case)] == open_steps
        assert printing.case(case)[2] == incidents


def test_only_ops_with_a_token_fetch_and_the_scope_allows_nothing_else(printing: Town) -> None:
    printing.start()
    worker = Program(printing, role="worker", scopes=("all",), name="person")
    body = {"worker": "w", "topics": [{"topic": "print"}]}
    assert worker.post("/external-tasks/fetch-and-lock", body, 403)["code"] == "FORBIDDEN"
    reader = Program(printing, scopes=("read",), name="reader")
    reader.post("/external-tasks/fetch-and-lock", body, 403)
    program = Program(printing, name="narrow")
    (task,) = program.fetch()
    assert program.client.get("/api/v1/tasks", headers=program.headers).status_code == 403
    program.post(f"/tasks/{task['id']}/complete", {}, 403)
    program.post("/processes/p/instances", {}, 403)
    nobody = printing.app.test_client().post("/api/v1/external-tasks/fetch-and-lock", json=body)
    assert nobody.status_code == 401
    worker.post(f"/external-tasks/{task['id']}/complete", {"lock": task["lock"]}, 403)
    program.post("/external-tasks/nothing/complete", {"lock": "x"}, 404)
    program.post("/external-tasks/fetch-and-lock", {"worker": "", "topics": []}, 422)


@pytest.mark.databases("sqlite")
def test_what_a_worker_sends_is_read_in_its_turn_and_before_anybody_waits(
    printing: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body in chunks may be large. While the worker waits for work, no other large one waits for it."""
    app, program = printing.app, Program(printing)
    read, looked = request_limits._check_json, external._look
    seen: list[tuple[str, bool, bool]] = []

    def reads(data: bytes) -> None:
        seen.append(("reads", app.database.write_lock.locked(), app.turns._large))
        read(data)

    def looks(given: dict[str, Any]) -> list[dict[str, Any]]:
        seen.append(("looks", app.database.write_lock.locked(), app.turns._large))
        return looked(given)

    monkeypatch.setattr(request_limits, "_check_json", reads)
    monkeypatch.setattr(external, "_look", looks)
    answer = program.client.post(
        "/api/v1/external-tasks/fetch-and-lock", json={"worker": "w", "topics": [{"topic": "print"}]},
        headers={**program.headers, "Transfer-Encoding": "chunked"}, environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip
    assert answer.status_code == 200
    assert seen == [("reads", False, True), ("looks", False, False)]


def test_people_do_not_see_the_work_of_services(printing: Town) -> None:
    case = printing.start()
    with printing.unit() as session:
        wilma = accounts.person(session, "Wilma Worker")
        headers = accounts.bearer(session, wilma)
        (task,) = queries.open_tasks(session, case)
    client = printing.app.test_client()
    assert client.get("/api/v1/tasks", headers=headers).get_json()["items"] == []
    refused = client.post(f"/api/v1/tasks/{task.id}/complete", json={}, headers=headers)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "DONE_BY_A_SERVICE")
    ops = Program(printing, scopes=("all",), name="by hand")
    ops.post(f"/tasks/{task.id}/complete", {"data": {"by": "hand"}})
    assert printing.case(case)[1] == {"by": "hand"}


def test_a_task_that_is_withdrawn_is_not_given_out_and_forgotten(printing: Town) -> None:
    case = printing.start()
    program = Program(printing)
    (task,) = program.fetch()
    with printing.unit() as session:
        actions.cancel(session, printing.ops, case, "over")
    program.post(f"/external-tasks/{task['id']}/complete", {"lock": task["lock"]}, 409)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert program.fetch() == []
        with printing.unit() as session:
            services_jobs.forget(session)
            assert session.get(ServiceTask, task["id"]) is None


def test_tasks_of_cases_that_rest_hide_no_others(printing: Town) -> None:
    resting = [printing.start({"pages": number}) for number in range(3)]
    running = printing.start({"pages": 9})
    with printing.unit() as session:
        for case in resting:
            actions.suspend(session, printing.ops, case, "Wait")
    assert [task["instance"] for task in Program(printing).fetch(limit=2)] == [running]


def test_workers_at_the_same_time_never_hold_the_same_task(printing: Town) -> None:
    for _ in range(24):
        printing.start()
    programs = [Program(printing, name=f"w{n}") for n in range(4)]
    taken: list[str] = []
    keep = threading.Lock()

    def work(program: Program) -> None:
        while found := program.fetch(limit=3):
            with keep:
                taken.extend(task["id"] for task in found)

    threads = [threading.Thread(target=work, args=(program,)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 24


def test_a_long_poll_waits_for_work_and_not_longer(printing: Town) -> None:
    program = Program(printing)
    assert program.fetch(wait=0.6) == []
    starter = threading.Timer(0.3, printing.start)
    starter.start()
    assert len(until(lambda: program.fetch(wait=30), "the work that comes")) == 1
    starter.join()
