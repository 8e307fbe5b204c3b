"""Engines: what is sent is what each documents, and what does not go well is tried again or said."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.times import clock
from app.targets import actions
from app.targets.tables import Delivery
from tests.app.targets.conftest import SECOND, Yard
from tests.support.servers import Target


def parts(asked: dict[str, Any]) -> list[tuple[str, str | None, bytes]]:
    """Give name, file name and content of the parts of a form, as any reader of RFC 7578 does."""
    head = f"Content-Type: {asked['headers']['Content-Type']}\r\n\r\n".encode()
    message = message_from_bytes(head + asked["body"], policy=policy.HTTP)
    assert isinstance(message, EmailMessage)
    return [
        (str(part.get_param("name", header="content-disposition")), part.get_filename(), part.get_payload(decode=True))
        for part in message.iter_parts()
    ]  # type: ignore[return-value]


def test_camunda_7_gets_a_deployment_with_all_files(yard: Yard, http_target: Target) -> None:
    connector = yard.connect(f"{http_target.url}/engine-rest", headers={"X-Tenant": "one"})
    yard.add("camunda7", connector=connector)
    http_target.body = json.dumps({"id": "d-1", "name": "loans"}).encode()
    yard.publish(SECOND, **{"ask.form": b"{}"})
    assert http_target.requests == []
    yard.work()
    (asked,) = http_target.requests
    assert (asked["method"], asked["path"]) == ("POST", "/engine-rest/deployment/create")
    assert asked["headers"]["X-Tenant"] == "one" and asked["headers"]["Idempotency-Key"]
    assert parts(asked) == [
        ("deployment-name", None, b"loans"), ("deployment-source", None, b"Stepwell"),
        ("enable-duplicate-filtering", None, b"true"), ("loans.bpmn", "loans.bpmn", SECOND),
        ("ask.form", "ask.form", b"{}"),
    ]  # fmt: skip
    assert yard.deliveries() == [(2, "done", "Delivered as d-1.")]


def test_camunda_8_gets_what_it_takes(yard: Yard, http_target: Target) -> None:
    yard.add("camunda8", connector=yard.connect(http_target.url))
    http_target.body = b'{"deploymentKey": "2251799813685250", "deployments": []}'
    yard.publish(SECOND, **{"ask.form": b"{}", "notes.json": b"{}"})
    yard.work()
    (asked,) = http_target.requests
    assert (asked["method"], asked["path"]) == ("POST", "/v2/deployments")
    assert [(name, file) for name, file, _content in parts(asked)] == [
        ("resources", "loans.bpmn"), ("resources", "ask.form"),
    ]  # fmt: skip
    assert yard.deliveries() == [(2, "done", "Delivered as 2251799813685250.")]


def test_flowable_gets_one_file_or_an_archive(yard: Yard, http_target: Target) -> None:
    yard.add("flowable", connector=yard.connect(http_target.url), place="flowable-rest/service")
    http_target.status, http_target.body = 201, b'{"id": "10"}'
    yard.deliver()
    yard.work()
    yard.publish(SECOND, **{"ask.form": b"{}"})
    yard.work()
    first, second = http_target.requests
    assert first["path"] == "/flowable-rest/service/repository/deployments?deploymentName=loans"
    ((name, file, _content),) = parts(first)
    assert (name, file) == ("file", "loans.bpmn20.xml")
    ((_name, file, content),) = parts(second)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert (file, archive.namelist()) == ("loans.bar", ["loans.bpmn20.xml", "ask.form"])
        assert archive.read("loans.bpmn20.xml") == SECOND


def test_spiffarena_gets_files_into_a_process_model(yard: Yard, http_target: Target) -> None:
    yard.add("spiffarena", connector=yard.connect(http_target.url), place="bank/loans")
    http_target.body = json.dumps({"id": "bank/loans", "files": [{"name": "loans.bpmn"}]}).encode()
    yard.publish(SECOND, **{"ask.json": b"{}"})
    yard.work()
    base = "/v1.0/process-models/bank:loans"
    assert [(one["method"], one["path"]) for one in http_target.requests] == [
        ("GET", base), ("PUT", f"{base}/files/loans.bpmn"), ("POST", f"{base}/files"), ("PUT", base),
    ]  # fmt: skip
    assert parts(http_target.requests[1]) == [("file", "loans.bpmn", SECOND)]
    assert json.loads(http_target.requests[3]["body"])["primary_file_name"] == "loans.bpmn"
    assert yard.deliveries() == [(2, "done", "Delivered as bank/loans.")]


@pytest.mark.parametrize(("ahead", "begins"), [(timedelta(minutes=5), False), (timedelta(hours=2), True)])
def test_what_lies_further_ahead_than_anything_waits_is_due(yard: Yard, http_target: Target, ahead, begins) -> None:
    """The clock was set back: its job runs now, and nothing else would try it again."""
    yard.add("camunda7", connector=yard.connect(http_target.url))
    yard.publish(SECOND)
    with yard.unit() as session:
        row = session.scalars(select(Delivery)).one()
        row.available_at = clock.now() + ahead
        session.flush()
        assert (actions.begin(session, row.id) is not None) is begins


def test_what_may_go_well_later_is_tried_again_with_the_same_key_then_by_who_sees_to_it(
    yard: Yard, http_target: Target
) -> None:
    yard.add("camunda7", connector=yard.connect(http_target.url))
    http_target.status, http_target.body = 503, b"out of order"
    yard.publish(SECOND)
    yard.work(6)
    assert yard.attempts() == ["again"] * 4 + ["failed"]
    assert len({one["headers"]["Idempotency-Key"] for one in http_target.requests}) == 1
    ((_number, state, words),) = yard.deliveries()
    assert state == "failed" and "503" in words and "out of order" in words and "Tried 5 times." in words
    page = yard.browsers["worker"].get("/processes/loans/targets").text
    assert "Version 2 did not arrive." in page and "Try again" in page and "Add a place" not in page
    assert "could not be delivered" in yard.browsers["worker"].get("/notices").text
    assert "1 version could not be delivered" in yard.browsers["admin"].get("/").text
    http_target.status, http_target.body = 200, b"{}"
    path = page.partition('action="/deliveries/')[2].partition('"')[0]
    answer = yard.browsers["worker"].post(f"/deliveries/{path}", data={"csrf": "token-of-the-test"})
    assert answer.status_code == 303
    yard.work()
    assert yard.deliveries() == [(2, "done", "Delivered.")]
    assert len({one["headers"]["Idempotency-Key"] for one in http_target.requests}) == 2


def test_a_refusal_is_not_tried_again(yard: Yard, http_target: Target) -> None:
    yard.add("camunda7", connector=yard.connect(http_target.url))
    http_target.status, http_target.body = 400, b'{"message": "ENGINE-09005 Could not parse BPMN process"}'
    yard.publish(SECOND)
    yard.work(3)
    assert yard.attempts() == ["failed"] and "ENGINE-09005" in yard.deliveries()[0][2]


def test_a_connector_that_is_gone_is_said(yard: Yard, http_target: Target) -> None:
    from app.services import actions as services
    from app.services import queries

    connector = yard.connect(http_target.url)
    yard.add("camunda7", connector=connector)
    with yard.unit() as session:
        services.remove_connector(session, yard.admin, queries.connector(session, connector))
    yard.publish(SECOND)
    yard.work()
    assert yard.deliveries()[0][1] == "failed" and http_target.requests == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"kind": "nothing"}, "kind"), ({"kind": "camunda7"}, "connector"),
        ({"kind": "camunda8", "connector": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "connector"),
        ({"kind": "git", "place": "/x", "branch": "a..b"}, "branch"),
        ({"kind": "git", "place": "/x", "folder": "../up"}, "folder"),
        ({"kind": "git", "place": "/x", "folder": ".git/hooks"}, "folder"),
        ({"kind": "spiffarena", "place": "alone"}, "place"), ({"kind": "git", "place": "https://a.b/c"}, "place"),
    ],
)  # fmt: skip
def test_what_cannot_be_reached_is_refused_at_its_field(yard: Yard, wanted: dict[str, str], field: str) -> None:
    answer = yard.browsers["admin"].post("/processes/loans/targets", data={"csrf": "token-of-the-test", **wanted})
    assert answer.status_code == 422 and f'id="f-{field}' in answer.text and "There is a problem" in answer.text


def test_who_may_and_who_may_not(yard: Yard, http_target: Target) -> None:
    connector = yard.connect(http_target.url)
    sent = {"csrf": "token-of-the-test", "kind": "camunda7", "connector": connector}
    assert yard.browsers["worker"].post("/processes/loans/targets", data=sent).status_code == 403
    assert yard.browsers["other"].get("/processes/loans/targets").status_code == 403
    assert yard.browsers["admin"].post("/processes/loans/targets", data=sent).status_code == 303
    assert "Camunda 7" in yard.browsers["worker"].get("/processes/loans/targets").text


def test_for_programs(yard: Yard, http_target: Target) -> None:
    yard.connect(http_target.url)
    with yard.unit() as session:
        from tests.factories import accounts

        headers = accounts.bearer(session, accounts.person(session, "Ada Api", "admin"))
    client = yard.browsers["admin"].application.test_client()
    made = client.post(
        "/api/v1/processes/loans/targets", json={"kind": "camunda7", "connector": "there"}, headers=headers
    )
    assert made.status_code == 201 and made.json["connector"] == "there" and made.json["deliveries"] == []
    sent = client.post(f"/api/v1/targets/{made.json['id']}/deliver", headers=headers)
    assert sent.status_code == 202 and sent.json["deliveries"][0]["state"] == "waiting"
    assert client.post(f"/api/v1/targets/{made.json['id']}/deliver", headers=headers).json["code"] == "ON_ITS_WAY"
    yard.work()
    (one,) = client.get("/api/v1/processes/loans/targets", headers=headers).json["items"]
    assert [d["state"] for d in one["deliveries"]] == ["done"] and one["deliveries"][0]["attempts"][0]["number"] == 1
    delivery = one["deliveries"][0]["id"]
    assert client.post(f"/api/v1/deliveries/{delivery}/retry", headers=headers).json["code"] == "NOT_FAILED"
    assert client.delete(f"/api/v1/targets/{made.json['id']}", headers=headers).status_code == 204
    assert client.get("/api/v1/processes/loans/targets", headers=headers).json["items"] == []
