"""The client and the example worker against Stepwell served in a process of its own."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.client import Refused, Stepwell, Unreachable, Worker
from app.client.connection import backoff
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from scripts.example_worker import worker as example
from tests.app.services.conftest import with_service
from tests.factories import accounts
from tests.support.awaiting import ended, until
from tests.support.ports import free_port
from tests.support.servers import Server

CAUGHT = (
    '<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition errorRef="r"/></boundaryEvent>'
    '<userTask id="u" name="Look elsewhere"/><endEvent id="e2"/><sequenceFlow id="x1" sourceRef="b" targetRef="u"/>'
    '<sequenceFlow id="x2" sourceRef="u" targetRef="e2"/>'
)
ROOMS = with_service(
    '<serviceTask id="a" name="Reserve" stepwell:topic="reserve-room"/>', extra=CAUGHT,
    before='<error id="r" name="none" errorCode="NO_ROOM"/>',
)  # fmt: skip


def tokens(server: Server, database_url: str) -> tuple[str, str]:
    database = Database(database_url)
    with unit_of_work(database) as session:
        ops = accounts.person(session, "Olaf Ops", role="ops")
        made = accounts.token(session, ops, ("worker",)), accounts.token(session, ops)
    database.close()
    return made


def test_the_example_worker_does_its_work_against_a_real_server(server: Server, database_url: str) -> None:
    narrow, broad = tokens(server, database_url)
    person = Stepwell(server.url, broad)
    body = {"key": "rooms", "title": "Rooms", "bpmn": ROOMS.decode(), "mode": "executable"}
    person.post("/processes", body)
    cases = {people: person.start("rooms", {"people": people})["id"] for people in (3, 15, 50, "many")}
    worker: Worker = example(server.url, narrow)
    thread = threading.Thread(target=worker.run, kwargs={"signals": False})
    thread.start()
    try:
        states = wait_for(person, cases)
    finally:
        worker.stop()
        ended(thread)
    assert states[3]["data"]["room"] == "small" and states[15]["data"]["room"] == "large"
    assert states[50]["data"]["largest"] == 20 and states[50]["tasks"][0]["step"]["name"] == "Look elsewhere"
    assert states["many"]["state"] == "failed"
    (incident,) = person.get("/incidents", process="rooms")["items"]
    assert "as a number" in incident["words"] and incident["instance"] == cases["many"]
    person.post(f"/incidents/{incident['id']}/retry", {"data": {"people": 2}})
    assert worker.once(5) == 1
    assert person.get(f"/instances/{cases['many']}")["data"]["room"] == "small"
    with pytest.raises(Refused) as refused:
        Stepwell(server.url, narrow).start("rooms")
    assert refused.value.status == 403


def wait_for(person: Stepwell, cases: dict[object, str]) -> dict[object, dict[str, object]]:
    found: dict[object, dict[str, object]] = {}

    def settled() -> bool:
        found.update({people: person.get(f"/instances/{case}") for people, case in cases.items()})
        return all({"room", "largest"} & {*case["data"]} or case["state"] == "failed" for case in found.values())

    until(settled, "each case to have its answer, or to fail")
    return found


def test_nobody_there_is_said_after_a_few_tries() -> None:
    with pytest.raises(Unreachable):
        Stepwell(f"http://127.0.0.1:{free_port()}", "t", tries=2).get("/me")
    with pytest.raises(ValueError, match="http"):
        Stepwell("file:///etc", "t")
    assert all(backoff(n) <= 30 for n in range(60))


def test_the_client_needs_nothing_of_stepwell() -> None:
    import ast

    import app.client as client

    for file in Path(client.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app"):
                assert (node.module or "").startswith("app.client"), file
