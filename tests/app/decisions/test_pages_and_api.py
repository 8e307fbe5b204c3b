"""Decision tables on pages and in the API: read, tried, replaced by newer ones, compared."""

from __future__ import annotations

import io

from app.catalog import actions, queries
from tests.factories import models
from tests.factories.accounts import CSRF
from tests.processes.decisions.tables import dmn, formula, table

CREDIT = dmn(
    table("credit", "customer.age:number;vip:boolean", "limit;why", '>= 18 | true => 500 | "known"', policy="FIRST"),
    formula("twice", "amount * 2"),
    table("both", "n:number", "y", "> 1 => 1", "> 2 => 2"),
)
NEWER = CREDIT.replace(b"500", b"900")


def ruled(*names: str) -> bytes:
    return models.linear(*names).replace(b"userTask", b"businessRuleTask").replace(
        b"<businessRuleTask ", b'<businessRuleTask xmlns:c="http://camunda.org/schema/1.0/bpmn" c:decisionRef="credit" '
    )  # fmt: skip


def load(unit, people, files=None):
    with unit() as session:
        owner = _actor(session, people["manager"])
        actions.create(session, owner, "loan", "Loan", ruled("Rate"), files=files)


def _actor(session, person):
    from app.accounts.queries import actor_for

    return actor_for(session, person)


def test_a_table_is_listed_read_and_tried(browser, unit, people):
    load(unit, people, {"credit.dmn": CREDIT})
    listed = browser.get("/processes/loan/decisions").text
    assert "credit" in listed and "the first rule that holds counts" in listed and ">Rate</a>" in listed
    page = browser.get("/processes/loan/decisions/credit").text
    assert 'scope="colgroup"' in page and "&gt;= 18" in page and "customer.age" in page
    tried = browser.get("/processes/loan/decisions/credit?try=1&on.customer.age=20&on.vip=true").text
    assert "It decides" in tried and "500" in tried and 'href="#rule-1"' in tried
    tried = browser.get("/processes/loan/decisions/credit?try=1&on.customer.age=2&on.vip=").text
    assert "no rule holds" in tried
    tried = browser.get("/processes/loan/decisions/credit?try=1&on.customer.age=old").text
    assert "Write a number" in tried
    assert "2 do: 1 and 2" in browser.get("/processes/loan/decisions/both?try=1&on.n=5").text
    assert "14" in browser.get("/processes/loan/decisions/twice?try=1&on.amount=7").text
    assert browser.get("/processes/loan/decisions/nothing").status_code == 404


def test_boxed_expressions_are_listed_and_tried_without_talk_of_rules(browser, unit, people):
    boxed = "<list><literalExpression><text>amount</text></literalExpression></list>"
    content = dmn(f'<decision id="credit" name="credit">{boxed}</decision>')
    load(unit, people, {"credit.dmn": content})
    assert "Boxed expressions" in browser.get("/processes/loan/decisions").text
    page = browser.get("/processes/loan/decisions/credit").text
    assert "boxed expressions" in page and "one rule may hold" not in page and "The rules" not in page


def test_a_newer_table_is_a_new_version_with_the_same_model(browser, unit, people):
    load(unit, people, {"credit.dmn": CREDIT})
    sent = {"files": (io.BytesIO(NEWER), "credit.dmn"), "note": "More for all", **CSRF}
    assert browser.post("/processes/loan/decisions", data=sent).status_code == 303
    with unit() as session:
        process = queries.process_by_key(session, _actor(session, people["manager"]), "loan")
        live = queries.live_version(session, process)
        assert (live.number, live.note, live.mode) == (2, "More for all", "executable")
        assert live.sha256 == queries.version(session, process, 1).sha256
        assert queries.definition(live) is not queries.definition(queries.version(session, process, 1))
    compared = browser.get("/processes/loan/compare?from=1&to=2").text
    assert "The decision “credit” changed: 1 rule is new; 1 rule is gone." in compared
    assert "credit.dmn</b> was changed" in browser.get("/processes/loan/versions/2").text
    assert "900" in browser.get("/processes/loan/decisions/credit").text
    assert "500" in browser.get("/processes/loan/decisions/credit?version=1").text


def test_what_is_no_newer_table_is_refused(browser, unit, people):
    load(unit, people, {"credit.dmn": CREDIT})
    nothing = browser.post("/processes/loan/decisions", data=CSRF)
    assert nothing.status_code == 422 and "Choose a file" in nothing.text
    sent = {"files": (io.BytesIO(b"<a/>"), "credit.dmn"), **CSRF}
    bad = browser.post("/processes/loan/decisions", data=sent)
    assert bad.status_code == 422 and "no DMN definitions" in bad.text


def test_without_its_table_the_page_says_what_is_missing(browser, unit, people):
    load(unit, people)
    page = browser.get("/processes/loan/decisions").text
    assert "“credit” is in no file" in page
    assert 'href="/processes/loan/decisions"' in browser.get("/processes/loan/policy").text
    broken = dmn(table("credit", "a", "b", "is it large => 1"))
    browser.post("/processes/loan/decisions", data={"files": (io.BytesIO(broken), "credit.dmn"), **CSRF})
    assert "Not understood" in browser.get("/processes/loan/decisions").text
    assert "rule 1, input 1" in browser.get("/processes/loan/decisions/credit").text


def test_only_who_may_publish_sends_tables(app, unit, people):
    from tests.factories import accounts

    load(unit, people, {"credit.dmn": CREDIT})
    with unit() as session:
        worker = accounts.signed_in(app, session, people["worker"])
    assert "Send a table" not in worker.get("/processes/loan/decisions").text
    sent = {"files": (io.BytesIO(NEWER), "credit.dmn"), **CSRF}
    assert worker.post("/processes/loan/decisions", data=sent).status_code == 403


def test_the_api_tells_and_tries(app, unit, people):
    load(unit, people, {"credit.dmn": CREDIT})
    client, headers = app.test_client(), people["as_worker"]
    listed = client.get("/api/v1/processes/loan/decisions", headers=headers).json
    assert [(one["id"], one["steps"]) for one in listed] == [("credit", ["Rate"]), ("twice", []), ("both", [])]
    read = client.get("/api/v1/processes/loan/decisions/credit", headers=headers).json
    assert read["rules"][0]["outputs"] == ["500", '"known"']
    asked = {"decision": "credit", "data": {"customer": {"age": 30}, "vip": True}}
    answer = client.post("/api/v1/processes/loan/decide", json=asked, headers=headers)
    assert answer.json == {
        "value": {"limit": 500, "why": "known"},
        "rows": [{"limit": 500, "why": "known"}],
        "rules": [1],
    }
    asked = {"decision": "both", "data": {"n": 5}}
    assert client.post("/api/v1/processes/loan/decide", json=asked, headers=headers).json["code"] == "NO_ANSWER"
    assert client.post("/api/v1/processes/loan/decide", json={"decision": "x"}, headers=headers).status_code == 404
    assert client.get("/api/v1/processes/loan/decisions?version=9", headers=headers).status_code == 404


def test_the_api_publishes_a_newer_table_alone(app, unit, people):
    load(unit, people, {"credit.dmn": CREDIT, "other.dmn": dmn(formula("o", "1"))})
    client, headers = app.test_client(), people["as_manager"]
    sent = {"files": {"credit.dmn": NEWER.decode()}}
    assert client.post("/api/v1/processes/loan/versions", json=sent, headers=headers).json["number"] == 2
    found = client.get("/api/v1/processes/loan/versions/2/companions", headers=headers).json
    assert [one["name"] for one in found] == ["credit.dmn", "other.dmn"]
    diff = client.get("/api/v1/processes/loan/diff?from=1&to=2", headers=headers).json
    assert [one["kind"] for one in diff["changes"]] == ["file"]
    assert "In “credit.dmn”, rule " in diff["changes"][0]["words"]
