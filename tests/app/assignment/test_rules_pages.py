"""Who gets which task of a process: the page in words, and the form of one rule."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.assignment import actions as assignment_actions
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.times.spans import span_said, span_words
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

URL = "/processes/post/sharing"


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict[str, Any]:
    boss, ann, gus = (accounts.person(session, *w) for w in (("Bo", "manager"), ("Ann",), ("Gus", "guest")))
    process = catalog.process(session, people.actor_for(session, boss), models.linear("A", "B", "C"), key="post")
    found = {name: accounts.signed_in(app, session, who) for name, who in (("bo", boss), ("ann", ann), ("gus", gus))}
    more = {"process": process.id, "ann_id": ann.id, "actor": people.actor_for(session, boss)}
    session.commit()
    return found | more


def seen(world: dict[str, Any], step: str) -> str:
    text = world["bo"].get(f"{URL}/edit?step={step}").text
    return text.split('name="seen" value="')[1].split('"')[0]


def test_a_rule_is_made_changed_and_dropped(session: Session, world: dict[str, Any]) -> None:
    page = world["bo"]
    assert "whoever takes it first" in page.get(URL).text
    assert "Who gets which task" in page.get("/processes/post/work").text
    sent = {
        **accounts.CSRF, "seen": seen(world, "B"), "assign": "person", "person": world["ann_id"], "apart": ["A"],
        "due": "2 days", "escalate": "8 hours", "priority": "75",
    }  # fmt: skip
    assert page.post(f"{URL}/edit?step=B", data=sent).status_code == 303
    text = page.get(URL).text
    assert "one person: Ann" in text and "2 days; the owner hears 8 hours later" in text and "high" in text
    kept = session.get_one(Process, world["process"], populate_existing=True).work_rules
    assert kept == [
        {"step": "B", "assign": "person", "to": world["ann_id"], "apart": ["A"], "due": "P2D", "priority": 75,
         "escalate": "PT8H"}
    ]  # fmt: skip
    session.rollback()
    shown = page.get(f"{URL}/edit?step=B").text
    assert 'value="2 days"' in shown and 'value="8 hours"' in shown
    gone = {**accounts.CSRF, "seen": seen(world, "B"), "assign": "pull"}
    assert page.post(f"{URL}/edit?step=B", data=gone).status_code == 303
    assert session.get_one(Process, world["process"], populate_existing=True).work_rules is None


def test_what_was_typed_is_kept_with_the_error_at_its_field(world: dict[str, Any]) -> None:
    fine = {**accounts.CSRF, "seen": seen(world, "B"), "assign": "pull", "due": "3 days"}
    for wrong, words, at in (
        ({"escalate": "soon"}, "is no length of time", "f-escalate-error"),
        ({"assign": "person"}, "This person is not here", "f-person-error"),
        ({"assign": "who_did"}, "Say which step", "f-who-error"),
        ({"assign": "magic"}, "Choose one of", "f-assign-error"),
        ({"priority": "999"}, "Choose a priority", "f-priority-error"),
        ({"priority": "x"}, "Choose one of the list", "f-priority-error"),
    ):  # fmt: skip
        answer = world["bo"].post(f"{URL}/edit?step=B", data=fine | wrong)
        assert answer.status_code == 422 and words in answer.text, wrong
        assert at in answer.text and 'value="3 days"' in answer.text, wrong
    stale = world["bo"].post(f"{URL}/edit?step=B", data=fine | {"seen": "0"})
    assert stale.status_code == 409 and 'value="3 days"' in stale.text


def test_who_may_and_what_is_not_there(world: dict[str, Any]) -> None:
    for path in (URL, f"{URL}/edit?step=B"):
        assert world["gus"].get(path).status_code == 404
        assert world["ann"].get(path).status_code == 403
    assert world["ann"].post(f"{URL}/edit?step=B", data=accounts.CSRF).status_code == 403
    assert "Who gets which task" not in world["ann"].get("/processes/post/work").text
    for query in ("", "?step=nowhere", "?lane=nowhere"):
        assert world["bo"].get(f"{URL}/edit{query}").status_code == 404


def test_the_page_asks_as_often_for_many_rules_as_for_one(
    session: Session, database: Database, world: dict[str, Any]
) -> None:
    def asked(*steps: str) -> int:
        process = session.get_one(Process, world["process"], populate_existing=True)
        rules = [{"step": step, "assign": "person", "to": world["ann_id"]} for step in steps]
        assignment_actions.share_work(session, world["actor"], process, rules)
        session.commit()
        with count_statements(database) as counted:
            world["bo"].get(URL)
        return len(counted)

    asked("A")
    assert asked("A") == asked("A", "B", "C")


def test_the_lowest_priority_is_one_too(session: Session, world: dict[str, Any]) -> None:
    process = session.get_one(Process, world["process"])
    lowest = {"step": "B", "priority": 0}
    assert [rule.priority for rule in assignment_actions.share_work(session, world["actor"], process, [lowest])] == [0]
    session.commit()
    assert process.work_rules == [{**lowest, "assign": "pull"}]
    world["bo"].post(f"{URL}/edit?step=B", data={**accounts.CSRF, "seen": process.row_version, "assign": "pull",
                                                 "priority": "0"})  # fmt: skip
    session.refresh(process)
    assert process.work_rules == [{**lowest, "assign": "pull"}]
    assert "low" in world["bo"].get(URL).text


@pytest.mark.parametrize(
    ("span", "words"), [("P2D", "2 days"), ("PT1H", "1 hour"), ("P1W", "1 week"), ("PT30M", "30 minutes")]
)
def test_lengths_of_time_in_words_and_back(span: str, words: str) -> None:
    assert (span_words(span), span_said(words)) == (words, span)
    assert span_words("P1DT2H") == span_said("P1DT2H") == "P1DT2H"
