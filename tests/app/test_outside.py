"""What outsiders who may start a process see of how people work on it: the process, and nothing of what is said."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import actions as people_actions
from app.accounts import queries as people
from app.accounts.tables import Person, RoleGrant
from app.accounts.tables import Unit as UnitRow
from app.assignment.queries import performers
from app.assignment.tables import LaneMapping
from app.cases import actions
from app.cases.tables import Instance
from app.catalog.tables import Process
from app.decision_policy.actions import set_policy
from app.decision_policy.values import Policy, Signatures
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.notices.actions import News, tell
from app.notices.queries import still_to_see
from app.notices.tables import Notice
from app.proposals.actions import electorate
from app.proposals.tables import Proposal
from tests.factories import accounts, catalog, proposals, waits
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


def message(app: StepwellApp, headers: dict[str, str], name: str, correlation: dict[str, str]) -> dict[str, object]:
    sent = {"name": name, "correlation": correlation, "data": {"approved": True}}
    answer = app.test_client().post("/api/v1/messages", json=sent, headers=headers)
    assert answer.status_code == 202
    return answer.json


@pytest.fixture
def waiting(place: Town, unit: Unit) -> str:
    """A case of the unit that waits for a message, of a process that outsiders may start."""
    with unit() as session:
        owner = people.actor_for(session, session.scalars(select(Process.owner_id)).first() or "")
        process = catalog.process(
            session, owner, waits.WAITS_FOR_MESSAGE, key="waits", visibility="unit", public_start=True,
            unit=session.get_one(UnitRow, place.ids["unit_id"]), mode="executable",
        )  # fmt: skip
        return actions.start(session, owner, process, {"order": "4711"}).id


@pytest.mark.parametrize("who", ["stranger", "partner"])
def test_no_message_goes_into_a_case_that_its_sender_does_not_see(
    place: Town, app: StepwellApp, unit: Unit, waiting: str, who: str
) -> None:
    kept = message(app, place.headers[who], "payment", {"order": "4711"})
    assert (kept["delivered_to"], kept["state"]) == (None, "waiting")
    with unit() as session:
        case = session.get_one(Instance, waiting)
        assert "approved" not in case.data and waits.open_steps(session, waiting) == []
        again = actions.start(session, SYSTEM, session.get_one(Process, case.process_id), {"order": "4711"})
        assert waits.open_steps(session, again.id) == [], "a kept message went where its sender does not see"
    assert message(app, place.headers["manager"], "payment", {"order": "4711"})["delivered_to"] == waiting


def test_partners_and_guests_learn_of_no_units_but_their_own(place: Town, app: StepwellApp, unit: Unit) -> None:
    with unit() as session:
        accounts.unit(session, "Rival", "partner")
    units = {
        who: {one["name"] for one in app.test_client().get("/api/v1/units", headers=headers).json["items"]}
        for who, headers in place.headers.items()
    }
    assert units["partner"] == {"Printer"} and units["guest"] == {"South"}
    assert units["stranger"] == units["worker"] == {"North", "South", "Printer", "Rival"}


@pytest.mark.parametrize("who", ["stranger", "guest", "partner"])
def test_outsiders_do_not_read_why_a_version_came_nor_its_rules(place: Town, app: StepwellApp, who: str) -> None:
    client, process = app.test_client(), f"/api/v1/processes/{town.KEY}"
    inside, outside = (
        [client.get(f"{process}/versions{more}", headers=place.headers[one]).json for more in ("", "/2")]
        for one in ("worker", who)
    )
    assert "One more." in str(inside[0]) and inside[1]["note"] == "One more." and inside[1]["author"]
    for answer in (*outside, client.get(process, headers=place.headers[who]).json["live"]):
        assert "One more." not in str(answer) and inside[1]["author"] not in str(answer)
    assert outside[1]["note"] is None and outside[1]["author"] is None
    assert client.get(f"{process}/sharing", headers=place.headers["worker"]).status_code == 200
    assert client.get(f"{process}/sharing", headers=place.headers[who]).status_code == 404
    for path in ("/versions", "/versions/2", "/versions/2/changed"):
        assert "One more." in place.browsers["worker"].get(f"/processes/{town.KEY}{path}").text, path
        page = place.browsers[who].get(f"/processes/{town.KEY}{path}")
        assert "One more." not in page.text and "Max Manager" not in page.text, path


@pytest.mark.parametrize("who", ["stranger", "guest", "partner"])
def test_outsiders_read_the_rules_and_not_who_set_them_nor_what_is_asked_under_them(
    place: Town, app: StepwellApp, unit: Unit, who: str
) -> None:
    with unit() as session:
        process = session.scalars(select(Process)).one()
        owner = people.actor_for(session, process.owner_id or "")
        number = set_policy(session, owner, process, Policy(approvals=(Signatures("ops", 20),)))
        session.get_one(Proposal, place.ids["proposal_id"]).policy_number = number
    page, call = f"/processes/{town.KEY}/policy", f"/api/v1/processes/{town.KEY}/policy"
    inside, outside = (place.browsers[one].get(page).text for one in ("worker", who))
    for said in (place.ids["proposal_id"], "Max Manager"):
        assert said in inside and said not in outside, said
    stuck = [app.test_client().get(call, headers=place.headers[one]).json["stuck"] for one in ("worker", who)]
    assert [one["proposal"] for one in stuck[0]] == [place.ids["proposal_id"]] and stuck[1] == []


@pytest.mark.parametrize("who", ["stranger", "guest", "partner"])
def test_outsiders_see_what_a_change_would_be_and_not_whom_it_touches(place: Town, who: str) -> None:
    sent = {**accounts.CSRF, "step": "A", "do": "eliminate", "act": "preview"}
    inside, outside = (
        place.browsers[one].post(f"/processes/{town.KEY}/improve", data=sent).text for one in ("worker", who)
    )
    assert "Take out “A”" in inside and "Take out “A”" in outside
    for said in ("Whom it touches", "1 running case", "It answers"):
        assert said in inside and said not in outside, said


def test_who_moved_on_hears_no_more_of_the_unit(place: Town, app: StepwellApp, unit: Unit) -> None:
    with unit() as session:
        worker = session.get_one(Person, place.ids["person_id"])
        process = session.scalars(select(Process)).one()
        for kind in ("proposal_reject", "task_overdue"):
            tell(session, News(kind, f"Secret {kind}", "/", kind, process.id), [worker.id])
    words = lambda: str(app.test_client().get("/api/v1/notices", headers=place.headers["worker"]).json)  # noqa: E731
    assert "Secret proposal_reject" in words() and "You were named." in words()
    with unit() as session:
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.person_id == place.ids["person_id"])):
            session.delete(grant)
        south = session.scalars(select(UnitRow).where(UnitRow.name == "South")).one()
        people_actions.give_role(session, SYSTEM, session.get_one(Person, place.ids["person_id"]), "worker", south)
    assert "Secret proposal_reject" not in words() and "You were named." not in words()
    assert "Secret" not in place.browsers["worker"].get("/notices").text.replace("Secret task_overdue", "")
    with unit() as session:
        ids = list(session.scalars(select(Notice.id).where(Notice.person_id == place.ids["person_id"])))
        left = still_to_see(session, people.actor_for(session, place.ids["person_id"]), ids)
        assert {notice.kind for notice in left} <= {"task_overdue"}
