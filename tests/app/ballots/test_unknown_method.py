"""A way to vote that is not known here any more is said in words; nothing is decided by it, all else goes on."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.ballots import actions, jobs, queries
from app.ballots.methods import METHODS, terms_of
from app.decision_policy import actions as policy_actions
from app.decision_policy.values import Policy
from app.kernel.errors import Conflict
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from app.notices.jobs import closing_soon
from app.notices.tables import Notice
from app.proposals import actions as proposal_actions
from app.proposals.tables import Proposal
from tests.factories import accounts
from tests.factories.proposals import World, draft, eliminate, find, voting, world
from tests.support.described import differences
from tests.support.toy import Toy


@pytest.fixture
def place(app: StepwellApp, session: Session) -> World:
    return world(session)


@pytest.fixture
def lost(place: World, session: Session, monkeypatch: pytest.MonkeyPatch) -> Proposal:
    """Give a proposal that is asked by a method which was removed since, with a vote; another is asked as ever."""
    voting(session, place, eliminate("Check"))
    with pytest.MonkeyPatch.context() as listed:
        listed.setitem(METHODS, Toy.name, Toy())
        policy_actions.set_policy(session, place.owner, place.process, Policy(method="toy", ballot=2))
        proposal = voting(session, place)
        proposal_actions.vote(
            session, place.manager, find(session, place.manager, proposal), {"approve": [proposal.id]}
        )
    return proposal


def test_pages_and_programs_say_so_and_show_the_others(
    lost: Proposal, place: World, app: StepwellApp, session: Session
) -> None:
    browser = accounts.signed_in(app, session, session.get_one(Person, place.owner.id))
    bearer = accounts.bearer(session, session.get_one(Person, place.manager.id))
    key, here = place.process.key, f"/proposals/{lost.id}"
    session.commit()
    for path in ("/", "/proposals", f"/processes/{key}", f"/processes/{key}/versions", f"/processes/{key}/proposals"):
        assert browser.get(path).status_code == 200, path
    home = browser.get("/").text
    assert "Take out “Check”" in home and "Take out “Print form”" in home
    card = home.partition(f'id="ballot-{lost.id}"')[2].partition("</article>")[0]
    assert "Read it and vote" not in card and "the way to vote “toy” is not known" in html.unescape(card)
    page = browser.get(here).text
    assert "the way to vote “toy” is not known in this release of Stepwell" in page
    assert "The way to vote is not known here" in page and 'name="approve"' not in page
    assert "1 of 5 have voted. What they said cannot be told here." in page
    policy = browser.get(f"/processes/{key}/policy").text
    assert "A way that is not known here" in policy and "Vote otherwise: Yes, no or abstain" in policy

    client = app.test_client()
    for path in (f"/api/v1{here}", "/api/v1/proposals", f"/api/v1/processes/{key}/policy"):
        answer = client.get(path, headers=bearer)
        assert answer.status_code == 200, answer.text
        assert differences(app, "GET", path, 200, answer.content_type, answer.data) == []
    said = client.get(f"/api/v1{here}", headers=bearer).get_json()["ballot"]
    assert (said["method"], said["voted"], said["may_vote"], "tally" in said) == ("toy", 1, False, False)
    assert said["my_vote"]["receipt"] and "approve" not in said["my_vote"], "nothing describes it here"

    vote = client.post(f"/api/v1{here}/votes", json={"approve": [lost.id]}, headers=bearer)
    assert (vote.status_code, vote.get_json()["code"]) == (409, "UNKNOWN_METHOD")
    ours = accounts.bearer(session, session.get_one(Person, place.owner.id))
    session.commit()
    refused = client.put(f"/api/v1/processes/{key}/policy", json={"days": 3}, headers=ours)
    assert refused.status_code == 422 and "method" in refused.get_json()["errors"]
    chosen = client.put(f"/api/v1/processes/{key}/policy", json={"method": "yes_no_abstain"}, headers=ours)
    assert chosen.status_code == 200 and chosen.get_json()["quorum"]


def test_nothing_is_decided_until_it_is_known_again(
    lost: Proposal, place: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = queries.current(session, lost.subject)
    assert ballot is not None
    with pytest.raises(Conflict) as early:
        actions.close(session, place.owner, ballot)
    assert early.value.code == "OUTCOME_OPEN"
    with clock.frozen(ballot.closes_at + timedelta(minutes=1)):
        assert [late.method for late in queries.due(session, clock.now())] == ["yes_no_abstain"]
        jobs.close(session, ballot.id)
        assert ballot.is_open
        with pytest.raises(Conflict) as closed:
            actions.close(session, place.owner, ballot)
        assert closed.value.code == "UNKNOWN_METHOD" and ballot.is_open
        monkeypatch.setitem(METHODS, Toy.name, Toy())
        assert ballot in queries.due(session, clock.now())
        jobs.close(session, ballot.id)
    assert (ballot.is_open, ballot.outcome) == (False, "failed")


def test_nobody_is_reminded_to_vote_by_it(lost: Proposal, place: World, session: Session) -> None:
    ballot = queries.current(session, lost.subject)
    assert ballot is not None
    with clock.frozen(ballot.closes_at - timedelta(hours=3)):
        closing_soon(session)
    reminded = set(session.scalars(select(Notice.url).where(Notice.kind == "vote_closing")))
    assert reminded and f"/proposals/{lost.id}" not in reminded


def test_no_new_vote_is_opened_by_it_and_its_author_can_ask_again(
    lost: Proposal, place: World, session: Session
) -> None:
    other = draft(session, place.owner, place.process, eliminate("Send"))
    with pytest.raises(Conflict) as refused:
        proposal_actions.open_vote(session, place.owner, find(session, place.owner, other))
    assert refused.value.code == "UNKNOWN_METHOD"
    policy_actions.set_policy(session, place.owner, place.process, Policy())
    author = place.workers[0]
    proposal_actions.revise(session, author, find(session, author, lost), eliminate("Print_form"))
    ballot = queries.current(session, lost.subject)
    assert ballot is not None and terms_of(ballot).method.is_known


def test_what_was_stored_stays_as_it_is(lost: Proposal, place: World, session: Session) -> None:
    kept = find(session, place.owner, lost).policy.to_dict()
    assert (kept["method"], kept["enough"], kept["days"]) == ("toy", 2, 7) and "quorum" not in kept
