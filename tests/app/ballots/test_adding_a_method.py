"""A method is a folder and a line: one that is not of Stepwell walks through pages, API, counting, receipts, export."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.queries import actor_for
from app.accounts.tables import Person
from app.ballots import actions, queries
from app.ballots.methods import METHODS, terms_of
from app.ballots.methods.contract import Option
from app.ballots.seals import verify
from app.ballots.tables import Vote
from app.kernel.db.database import Database
from app.kernel.errors import Invalid
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM
from app.kernel.settings import Settings
from app.kernel.subject import Subject
from app.privacy.export import archive
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
    policy = call(owner.id, "PUT", at, {"method": "toy", "enough": 6})
    assert policy["warnings"]["enough"].startswith("A vote needs 6 votes, but 5 people are asked")
    policy = call(owner.id, "PUT", at, {"method": "toy", "enough": 3})
    assert (policy["method"], policy["enough"], policy["warnings"]) == ("toy", 3, {}) and "quorum" not in policy
    here = f"/api/v1/proposals/{proposal.id}"
    ballot = call(owner.id, "POST", f"{here}/open", {})["ballot"]
    assert ballot["method"] == "toy" and ballot["rule"] == "What 3 of 5 approve of is done."
    assert ballot["options"] == [{"id": proposal.id, "title": proposal.sentence, "cost": 0}]
    for wrong in ({"choice": "yes"}, {"approve": ["x"]}, {"approve": 5}, {"approve": [proposal.id], "more": 1}, {}):
        call(owner.id, "POST", f"{here}/votes", wrong, 422)
    page = browser.get(f"/proposals/{proposal.id}").text
    assert 'name="approve"' in page and "Vote yes" not in page
    assert Toy.reason_hint in page and "Your reason</label>" in page, "it is not said that it may be left out"
    sent = {**accounts.CSRF, "approve": proposal.id, "revision": "1"}
    assert browser.post(f"/proposals/{proposal.id}/votes", data=sent).status_code == 303
    assert "You voted for 1 of 1, at a cost of 0." in browser.get(f"/proposals/{proposal.id}").text
    assert "Read it and vote" not in browser.get("/").text
    for who in place.workers[:1]:
        refused = call(who.id, "POST", f"{here}/votes", {"approve": [], "reason": " "}, 422)
        assert (refused["code"], refused["errors"]) == ("REASON_MISSING", {"reason": "Say what is missing."})
        call(who.id, "POST", f"{here}/votes", {"approve": [], "reason": "The costs are missing."})
    answer = browser.post(f"/proposals/{proposal.id}/votes", data={**accounts.CSRF, "revision": "1"})
    assert answer.status_code == 422 and "Say what is missing." in answer.text
    call(owner.id, "POST", f"{here}/close", {}, 409)
    for who in (manager, place.workers[1]):
        voted = call(who.id, "POST", f"{here}/votes", {"approve": [proposal.id], "reason": "Good."})["ballot"]
    assert voted["my_vote"]["approve"] == [proposal.id] and voted["tally"] == {"approved": {proposal.id: 3}}
    assert call(owner.id, "POST", f"{here}/close", {})["state"] == "accepted"
    session.rollback()
    assert verify.all_altered(session) == []
    with archive.export_person(session, actor_for(session, session.get_one(Person, manager.id)),
                              session.get_one(Person, manager.id)) as file:  # fmt: skip
        rows = json.loads(zipfile.ZipFile(io.BytesIO(file.read())).read("votes.json"))
    assert [row["choice"] for row in rows] == [[proposal.id]]
    session.execute(update(Vote).where(Vote.person_id == manager.id).values(selection={"approve": []}))
    assert ["does not fit its receipt" in words for words in verify.all_altered(session)] == [True]


def test_the_description_of_the_api_names_it(place: World, app: StepwellApp) -> None:
    known = spec_of(app)["components"]["schemas"]
    assert [one["title"] for one in known["VoteIn"]["anyOf"]] == [method.title for method in METHODS.values()]
    vote = next(one for one in known["VoteIn"]["anyOf"] if one["title"] == Toy.title)
    assert vote["properties"]["reason"]["description"] == Toy.reason_hint
    assert known["Option"]["properties"]["cost"]["type"] == "integer"
    assert "approve" in known["MyVote"]["properties"] and "enough" in known["Policy"]["properties"]


def test_several_options_stand_in_one_ballot_against_things_as_they_are(place: World, session: Session) -> None:
    asked = actions.Question(
        place.process.id, "poll:1", 1, "Which?", method="toy", settings=3,
        options=(Option("a", "A", {"cost": 4}), Option("b", "B", {"cost": 3}), Option("c", "C")),
    )  # fmt: skip
    ballot = actions.open_ballot(session, SYSTEM, asked, {who.id for who in place.everybody})
    for who, approved in zip(place.everybody, (["b", "a"], ["b"], ["b", "c"], ["a"], []), strict=True):
        vote = actions.cast(session, who, ballot, {"approve": approved}, "" if approved else "None is needed.")
        assert vote.selection == {"approve": sorted(approved)}
    terms = terms_of(ballot)
    assert terms.method.answer({"approve": ["a", "b"]}, terms).words == "for 2 of 3, at a cost of 7"
    tally = queries.tally(session, ballot)
    assert terms.method.told(tally) == {"approved": {"a": 2, "b": 3, "c": 1}}
    assert terms.method.chosen(tally, terms) == ("b",)
    assert actions.close(session, place.owner, ballot).outcome == "passed"


@pytest.mark.parametrize("attributes", [{"cost": "much"}, {"price": 4}])
def test_what_an_option_cannot_carry_is_refused_by_field(
    place: World, session: Session, attributes: dict[str, Any]
) -> None:
    option = Option("a", "A", attributes)
    asked = actions.Question(place.process.id, Subject("poll:1"), 1, "Which?", method="toy", options=(option,))
    with pytest.raises(Invalid) as refused:
        actions.open_ballot(session, SYSTEM, asked, {place.owner.id})
    assert [*refused.value.errors] == [*attributes]
