"""What outsiders who may start a process see of how people work on it: the process, and nothing of what is said."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.accounts.tables import Person
from app.catalog.tables import Process
from app.kernel import clock
from app.kernel.web import StepwellApp
from app.proposals.actions import electorate
from app.proposals.tables import Proposal
from app.work.queries import performers
from app.work.tables import LaneMapping
from tests.factories import accounts, proposals
from tests.support import town
from tests.support.town import Town

DOERS = ("Wanda Worker", "Pia Partner", "Sam Stranger")
Unit = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def place(unit: Unit, app: StepwellApp) -> Town:
    with unit() as session:
        built = town.build(session, app)
        session.scalars(select(Process)).one().public_start = True
        built.ids["title"] = session.get_one(Proposal, built.ids["proposal_id"]).title
        partner = accounts.person(session, "Pia Partner", "worker", accounts.unit(session, "Printer", "partner"))
        built.headers["partner"] = accounts.bearer(session, partner)
        built.browsers["partner"] = accounts.signed_in(app, session, partner)
    return built


@pytest.mark.parametrize("who", ["stranger", "guest", "partner"])
def test_outsiders_see_the_process_and_nothing_of_what_is_said_and_done(
    place: Town, app: StepwellApp, who: str
) -> None:
    ids, browser, client = place.ids, place.browsers[who], app.test_client()
    gone = [
        f"/proposals/{ids['proposal_id']}{more}" for more in ("", "/decision", "/touched", "/revise", "/after.bpmn")
    ]
    gone += [f"/rollouts/{ids['rollout_id']}", f"/rollouts/{ids['rollout_id']}/progress"]
    gone += [f"/instances/{ids['instance_id']}", f"/tasks/{ids['task_id']}", f"/comments/{ids['comment_id']}"]
    for path in gone:
        assert browser.get(path).status_code == 404, path
    for path in (f"proposals/{ids['proposal_id']}", f"rollouts/{ids['rollout_id']}", f"instances/{ids['instance_id']}"):
        assert client.get(f"/api/v1/{path}", headers=place.headers[who]).status_code == 404, path
    process = f"/processes/{town.KEY}"
    for path in ("", "/outline", "/steps/B", "/steps/B/panel", "/versions", "/versions/3", "/versions/3/changed",
                 "/proposals", "/work", "/improve?step=B"):  # fmt: skip
        page = browser.get(process + path)
        assert page.status_code == 200, path
        for said in ("Why this?", "open proposal", "people have read it", ids["instance_id"], ids["proposal_id"]):
            assert said not in page.text, (path, said)
    assert client.get("/api/v1/proposals", headers=place.headers[who]).json["items"] == []
    sent = {"title": "T", "reason": "R", "operations": [{"kind": "eliminate", "step": "C"}]}
    answer = client.post(f"/api/v1{process}/proposals", json=sent, headers=place.headers[who])
    assert (answer.status_code, answer.json["code"]) == (403, "FORBIDDEN")
    answer = client.post(f"/api/v1{process}/versions/3/acknowledge", headers=place.headers[who])
    assert answer.status_code == 403


def test_the_unit_sees_it_all(place: Town) -> None:
    ids, browser = place.ids, place.browsers["worker"]
    for path in (f"/proposals/{ids['proposal_id']}", f"/rollouts/{ids['rollout_id']}", f"/tasks/{ids['task_id']}"):
        assert browser.get(path).status_code == 200, path
    assert ids["proposal_id"] in browser.get(f"/processes/{town.KEY}/proposals").text
    assert "people have read it" in browser.get(f"/processes/{town.KEY}/versions/3/changed").text


@pytest.mark.parametrize("who", ["guest", "partner"])
def test_outsiders_see_no_list_of_colleagues(place: Town, app: StepwellApp, who: str) -> None:
    browser, headers = place.browsers[who], place.headers[who]
    assert "Wanda Worker" not in browser.get("/me").text
    typed = {"substitute": place.ids["person_id"], "begins_at": "2026-01-01", "ends_at": "2099-01-01"}
    assert browser.get("/me/absences").status_code == 404
    assert browser.post("/me/absences", data={**accounts.CSRF, **typed}).status_code == 404
    typed |= {"begins_at": clock.now().isoformat(), "ends_at": (clock.now() + timedelta(days=2)).isoformat()}
    answer = app.test_client().post("/api/v1/absences", json=typed, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "BAD_ABSENCE")
    assert "substitute" in answer.json["errors"]


def test_outsiders_who_do_a_step_are_not_asked_for_a_vote_on_what_they_cannot_read(place: Town, unit: Unit) -> None:
    with unit() as session:
        process = session.scalars(select(Process)).one()
        ids = {name: session.scalars(select(Person.id).where(Person.name == name)).one() for name in DOERS}
        session.add_all(LaneMapping(process_id=process.id, lane="", person_id=one) for one in ids.values())
        owner = people.actor_for(session, process.owner_id or "")
        draft = proposals.draft(session, owner, process, proposals.eliminate("C"))
        found = proposals.find(session, owner, draft)
        assert performers(session, process) == set(ids.values())
        assert electorate(session, found) == {ids["Wanda Worker"]}
