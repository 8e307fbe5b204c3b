# ruff: noqa: E501 - models stand on one line
"""Calls by HTTP: what is sent, what comes of each answer, once, with retries, without secrets in what is kept."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.cases import actions, queries
from app.services import actions as services
from app.services.tables import ServiceTask
from tests.app.services.conftest import Town, http, with_service
from tests.support.servers import Target

CALL = http(
    'stepwell:method="POST" stepwell:path="/orders/${order.id}" stepwell:returns="number=body.no, kind=headers[\'content-type\']"',
    '<stepwell:request connector="api"><stepwell:query name="q">${who}</stepwell:query>'
    '<stepwell:header name="X-Case">${who}</stepwell:header>'
    '<stepwell:body>{"sum": ${total}, "to": "Dear ${who}"}</stepwell:body></stepwell:request>',
)
DATA = {"order": {"id": "A/7"}, "who": "Ada", "total": 12.5}


def test_a_call_takes_its_request_from_the_data_and_the_data_from_the_answer(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    town.process(with_service(CALL))
    http_target.body = json.dumps({"no": 4711, "more": "x"}).encode()
    case = town.start(DATA)
    assert http_target.requests == []
    town.work()
    (asked,) = http_target.requests
    assert (asked["method"], asked["path"]) == ("POST", "/orders/A%2F7?q=Ada")
    assert json.loads(asked["body"]) == {"sum": 12.5, "to": "Dear Ada"}
    assert asked["headers"]["X-Case"] == "Ada" and asked["headers"]["Host"] == f"127.0.0.1:{http_target.port}"
    assert len(asked["headers"]["Idempotency-Key"]) > 20
    state, data, incidents = town.case(case)
    assert (state, data["number"], data["kind"], incidents) == ("running", 4711, "application/json", 0)
    assert town.attempts(case) == [("done", "POST was answered with 200.")]
    with town.unit() as session:
        assert [t.step_id for t in queries.open_tasks(session, case)] == ["After"]
    town.work(2)
    assert len(http_target.requests) == 1


def test_what_may_go_well_later_is_tried_again_with_the_same_key_and_becomes_an_incident(
    town: Town, http_target: Target
) -> None:
    town.connect(http_target.url)
    town.process(with_service(http('stepwell:path="/x"')))
    http_target.status, http_target.body = 503, b"out of order"
    case = town.start()
    town.work()
    assert len(http_target.requests) == 1
    assert town.case(case)[2] == 0
    town.work(4)
    assert len(http_target.requests) == 3
    assert len({r["headers"]["Idempotency-Key"] for r in http_target.requests}) == 1
    assert [outcome for outcome, _ in town.attempts(case)] == ["again", "again", "failed"]
    assert town.case(case)[0::2] == ("failed", 1)
    with town.unit() as session:
        (row,) = queries.incidents(session, town.ops).items
        assert (row.kind, row.step_id) == ("http", "a")
        assert "503" in row.words and "out of order" in row.words and "3 times" in row.words
        actions.retry_incident(session, town.ops, row.id)
    http_target.status, http_target.body = 200, b"{}"
    town.work()
    assert town.case(case)[0::2] == ("running", 0)
    assert len({r["headers"]["Idempotency-Key"] for r in http_target.requests}) == 1


def test_a_clear_no_is_an_incident_at_once_and_the_next_try_has_a_new_key(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    town.process(with_service(http('stepwell:path="/x"')))
    http_target.status = 400
    case = town.start()
    town.work()
    assert town.case(case)[2] == 1
    with town.unit() as session:
        actions.retry(session, town.ops, case)
    http_target.status = 200
    town.work()
    assert town.case(case)[0::2] == ("running", 0)
    keys = [r["headers"]["Idempotency-Key"] for r in http_target.requests]
    assert len(keys) == 2 and keys[0] != keys[1]


def test_a_status_may_be_an_error_that_the_model_catches(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    caught = (
        '<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition errorRef="r"/></boundaryEvent>'
        '<userTask id="u" name="Mend"/><endEvent id="e2"/><sequenceFlow id="x1" sourceRef="b" targetRef="u"/>'
        '<sequenceFlow id="x2" sourceRef="u" targetRef="e2"/>'
    )
    step = http('stepwell:path="/x" stepwell:errors="404=GONE" stepwell:returns="why=body.why"')
    town.process(with_service(step, extra=caught, before='<error id="r" name="gone" errorCode="GONE"/>'))
    http_target.status, http_target.body = 404, b'{"why": "sold"}'
    case = town.start()
    town.work()
    with town.unit() as session:
        assert [t.step_id for t in queries.open_tasks(session, case)] == ["u"]
    assert town.case(case)[1] == {"why": "sold"}


def test_secrets_are_sent_and_stand_nowhere_else(
    town: Town, http_target: Target, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    canary = 'canary-"7f3a9+/x'
    connector = town.connect(http_target.url, headers={"X-Key": "{{secret:API_KEY}}"})
    town.secret("API_KEY", canary, connector)
    step = http(
        'stepwell:returns="echo=body, head=headers"',
        '<stepwell:request path="/${name}" connector="api" method="POST">'
        '<stepwell:header name="Authorization">Bearer {{secret:API_KEY}}</stepwell:header>'
        "<stepwell:body>{{secret:API_KEY}} and ${name}</stepwell:body></stepwell:request>",
    )
    town.process(with_service(step))
    http_target.body = json.dumps({"you sent": canary, canary: [canary]}).encode()
    fine = town.start({"name": "{{secret:API_KEY}}"})
    town.work()
    sent = http_target.requests[0]
    assert sent["headers"]["X-Key"] == canary and sent["headers"]["Authorization"] == f"Bearer {canary}"
    assert sent["body"].decode() == canary + " and {{secret:API_KEY}}"
    assert "•••" in json.dumps(town.case(fine)[1], ensure_ascii=False)
    http_target.status = 500
    town.start({"name": "x"})
    town.work(5)
    kept = everything(town)
    assert "7f3a9" not in kept
    client = town.app.test_client()
    with town.unit() as session:
        from tests.factories import accounts

        headers = accounts.bearer(session, accounts.person(session, "Root Admin", role="admin"))
    for path in ("/api/v1/incidents", f"/api/v1/instances/{fine}", f"/api/v1/instances/{fine}/history"):
        assert "7f3a9" not in client.get(path, headers=headers).get_data(as_text=True)
    told = capfd.readouterr()
    assert "7f3a9" not in caplog.text + told.out + told.err


def everything(town: Town) -> str:
    """All that stands in the database, as text."""
    from sqlalchemy import inspect, text

    found = []
    with town.unit() as session:
        connection = session.connection()
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
            found += [
                bytes(v).decode("latin-1") if isinstance(v, (bytes, memoryview)) else str(v) for r in rows for v in r
            ]
    return "\n".join(found)


def test_a_secret_of_one_connector_is_not_sent_by_another(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    with town.unit() as session:
        other = services.save_connector(
            session, town.admin, None,
            {"name": "other", "base_url": "https://o.example", "methods": ["GET"], "headers": {}, "private": False,
             "active": True, "seconds": 5, "attempts": 1},
        ).id  # fmt: skip
    town.secret("OTHERS", "topsecret", other)
    inside = '<stepwell:request connector="api" path="/"><stepwell:header name="K">{{secret:OTHERS}}</stepwell:header></stepwell:request>'
    town.process(with_service(http("", inside)))
    case = town.start()
    town.work()
    assert http_target.requests == []
    ((outcome, words),) = town.attempts(case)
    assert outcome == "failed" and "OTHERS" in words


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ('stepwell:path="https://evil.example/x"', "allows"),
        ('stepwell:path="/../../x"', "allows"),
        ('stepwell:path="/%2e%2e/x"', "allows"),
        ('stepwell:path="/a" stepwell:method="PATCH"', "allows"),
        ('stepwell:path="/${missing}"', "missing"),
    ],
)
def test_what_no_connector_covers_is_not_called(town: Town, http_target: Target, step: str, said: str) -> None:
    town.connect(http_target.url + "/base")
    town.process(with_service(http(step)))
    case = town.start()
    town.work()
    assert http_target.requests == []
    ((outcome, words),) = town.attempts(case)
    assert outcome == "failed" and said in words


def test_without_a_connector_or_leave_to_go_inside_nothing_is_called(town: Town, http_target: Target) -> None:
    town.process(with_service(http('stepwell:path="/"')))
    first = town.start()
    town.work()
    assert "Connectors" in town.attempts(first)[0][1]
    town.connect(http_target.url, private=False)
    second = town.start()
    town.work()
    assert "processes may not reach" in town.attempts(second)[0][1]
    assert http_target.requests == []


def test_a_redirect_is_not_followed(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    town.process(with_service(http('stepwell:path="/"')))
    http_target.status = 302
    case = town.start()
    town.work()
    assert len(http_target.requests) == 1 and town.attempts(case)[0][0] == "failed"


def test_a_second_worker_that_finishes_the_same_attempt_changes_nothing(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    town.process(with_service(http('stepwell:path="/" stepwell:returns="n=status"')))
    case = town.start()
    from app.services.connectors import http as connector

    with town.unit() as session:
        task_id = session.scalars(select(ServiceTask.task_id)).one()
        first = services.begin(session, task_id)
    with town.unit() as session:
        second = services.begin(session, task_id)
    assert first is not None and second is not None and first.key == second.key
    assert first.connector is not None
    outcome = connector.call(first.settings, first.data, first.connector, {}, first.key)
    for held in (first, second):
        with town.unit() as session:
            services.settle(session, held, outcome)
    town.work()
    with town.unit() as session:
        done = [e for e in queries.history(session, case) if e.event == "task_completed"]
    assert len(done) == 1 and town.case(case)[1] == {"n": 200}


def test_a_cancelled_case_calls_nobody(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    town.process(with_service(http('stepwell:path="/"')))
    case = town.start()
    with town.unit() as session:
        actions.cancel(session, town.ops, case, "not needed")
    town.work()
    assert http_target.requests == []
