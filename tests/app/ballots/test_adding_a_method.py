"""A method is a folder and a line: one that is not of Stepwell walks through pages, API, counting, receipts, export."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import create_app
from app.accounts import export
from app.accounts.queries import actor_for
from app.accounts.tables import Person
from app.ballots import actions, queries, verify
from app.ballots.method import Option
from app.ballots.methods import METHODS, terms_of
from app.ballots.tables import Ballot, Vote
from app.kernel.database import Database
from app.kernel.errors import Conflict
from app.kernel.policy import SYSTEM
from app.kernel.settings import Settings
from app.kernel.web import StepwellApp
from tests.factories import accounts
from tests.factories.proposals import World, draft, world
from tests.support.described import differences, spec_of
from tests.support.toy import Toy


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand for the line in the registry."""
    monkeypatch.setitem(METHODS, Toy.name, Toy())


@pytest.fixture
def app(_listed: None, settings: Settings, database: Database) -> StepwellApp:
    """Give an application that was made with the method listed."""
    return create_app(settings, database)


@pytest.fixture
def place(app: StepwellApp, session: Session) -> World:
    return world(session)


def test_pages_and_programs_walk_through_it(place: World, app: StepwellApp, session: Session) -> None:
    at, client = f"/api/v1/processes/{place.process.key}/policy", app.test_client()
    people = {who.id: accounts.bearer(session, session.get_one(Person, who.id)) for who in place.everybody}
    owner, manager, *_ = place.everybody
    browser = accounts.signed_in(app, session, session.get_one(Person, owner.id))
    proposal = draft(session, owner, place.process)
    session.commit()

    def call(who: str, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = client.open(path, method=method, json=body, headers=people[who])
        assert answer.status_code == status, answer.text
        assert differences(app, method, path, answer.status_code, answer.content_type, answer.data) == []
        return answer.get_json()

    shown = browser.get(f"/processes/{place.process.key}/policy?method=toy").text
    assert 'name="enough"' in shown and 'name="method" value="toy"' in shown and "quorum_kind" not in shown
    call(owner.id, "PUT", at, {"method": "toy", "enough": 0}, 422)
    call(owner.id, "PUT", at, {"method": "toy", "quorum": {}}, 422)
    policy = call(owner.id, "PUT", at, {"method": "toy", "enough": 3})
    assert (policy["method"], policy["enough"]) == ("toy", 3) and "quorum" not in policy
    here = f"/api/v1/proposals/{proposal.id}"
    ballot = call(owner.id, "POST", f"{here}/open", {})["ballot"]
    assert ballot["method"] == "toy" and ballot["rule"] == "What 3 of 5 approve of is done."
    assert [option["id"] for option in ballot["options"]] == [proposal.id]
    for wrong in ({"choice": "yes"}, {"approve": ["x"]}, {"approve": 5}, {"approve": [proposal.id], "more": 1}, {}):
        call(owner.id, "POST", f"{here}/votes", wrong, 422)
    page = browser.get(f"/proposals/{proposal.id}").text
    assert 'name="approve"' in page and "Vote yes" not in page
    sent = {**accounts.CSRF, "approve": proposal.id, "revision": "1"}
    assert browser.post(f"/proposals/{proposal.id}/votes", data=sent).status_code == 303
    assert "You voted for 1 of 1." in browser.get(f"/proposals/{proposal.id}").text
    assert "Read it and vote" not in browser.get("/").text
    for who in place.workers[:1]:
        call(who.id, "POST", f"{here}/votes", {"approve": []})
    call(owner.id, "POST", f"{here}/close", {}, 409)
    for who in (manager, place.workers[1]):
        voted = call(who.id, "POST", f"{here}/votes", {"approve": [proposal.id], "reason": "Good."})["ballot"]
    assert voted["my_vote"]["approve"] == [proposal.id] and voted["tally"] == {"approved": {proposal.id: 3}}
    assert call(owner.id, "POST", f"{here}/close", {})["state"] == "accepted"
    session.rollback()
    assert verify.all_altered(session) == []
    with export.export_person(session, actor_for(session, session.get_one(Person, manager.id)),
                              session.get_one(Person, manager.id)) as file:  # fmt: skip
        rows = json.loads(zipfile.ZipFile(io.BytesIO(file.read())).read("votes.json"))
    assert [row["choice"] for row in rows] == [[proposal.id]]
    session.execute(update(Vote).where(Vote.person_id == manager.id).values(selection={"approve": []}))
    assert ["does not fit its receipt" in words for words in verify.all_altered(session)] == [True]


def test_the_description_of_the_api_names_it(place: World, app: StepwellApp) -> None:
    known = spec_of(app)["components"]["schemas"]
    assert [one["title"] for one in known["VoteIn"]["anyOf"]] == [method.title for method in METHODS.values()]
    assert "approve" in known["MyVote"]["properties"] and "enough" in known["Policy"]["properties"]


def test_several_options_stand_in_one_ballot_against_things_as_they_are(place: World, session: Session) -> None:
    asked = actions.Question(
        place.process.id, "poll:1", 1, "Which?", method="toy", settings=3,
        options=(Option("a", "A"), Option("b", "B"), Option("c", "C")),
    )  # fmt: skip
    ballot = actions.open_ballot(session, SYSTEM, asked, {who.id for who in place.everybody})
    for who, approved in zip(place.everybody, (["b", "a"], ["b"], ["b", "c"], ["a"], []), strict=True):
        actions.cast(session, who, ballot, {"approve": approved})
    terms = terms_of(ballot)
    tally = queries.tally(session, ballot)
    assert terms.method.told(tally) == {"approved": {"a": 2, "b": 3, "c": 1}}
    assert terms.method.chosen(tally, terms) == ("b",)
    assert actions.close(session, place.owner, ballot).outcome == "passed"


def test_what_came_from_another_installation_is_said_so(
    place: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = actions.Question(place.process.id, "poll:1", 1, "Which?", method="toy")
    actions.open_ballot(session, SYSTEM, asked, {who.id for who in place.everybody})
    monkeypatch.delitem(METHODS, "toy")
    with pytest.raises(Conflict, match="“toy” is not: known are yes_no_abstain"):
        terms_of(session.scalars(select(Ballot)).one())
