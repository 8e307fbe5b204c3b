"""Who is told what, and that they are told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.ballots.tables import Ballot
from app.catalog.tables import Version
from app.decision_policy import actions as policies
from app.decision_policy.values import Policy
from app.discussion import actions as discussion
from app.kernel.errors import NotFound
from app.kernel.times import clock
from app.notices import actions, queries
from app.notices import jobs as background
from app.notices.actions import News
from app.notices.tables import Notice
from app.proposals import actions as proposals
from app.rollout.actions.start_rollout import Release, concerned_by
from tests.factories import accounts, catalog, models
from tests.factories import proposals as made
from tests.support.counting import count_statements


@pytest.fixture
def place(app, session):
    return made.world(session)


def _kinds(session, who) -> list[str]:
    return [n.kind for n in queries.notices(session, who).items]


def test_voters_are_asked_and_told_the_result(session, place) -> None:
    author, voter = place.workers[0], place.workers[1]
    proposal = made.voting(session, place)
    assert _kinds(session, voter) == ["vote_asked"] and _kinds(session, author) == []
    for person in place.everybody:
        proposals.vote(session, person, made.find(session, person, proposal), {"choice": "yes"})
    proposals.close(session, place.owner, made.find(session, place.owner, proposal))
    assert "signature_asked" in _kinds(session, place.manager)
    assert _kinds(session, author) == ["proposal_pass"]
    proposals.approve(session, place.manager, made.find(session, place.manager, proposal))
    assert {"version_live", "proposal_go_live"} <= set(_kinds(session, voter))


def test_a_new_version_is_told_to_nobody_who_does_not_see_the_process(app, session) -> None:
    north = accounts.unit(session, "North")
    printer, team = accounts.unit(session, "Printer", "partner", north), accounts.unit(session, "Team", "team", north)
    outside = [accounts.actor(session, f"At {unit.name}", "worker", unit) for unit in (printer, team)]
    worker, manager = (accounts.actor(session, role, role, north) for role in ("worker", "manager"))
    process = catalog.process(session, manager, unit=north, visibility="unit", public_start=True)
    version = catalog.published(session, manager, process, models.linear("A", "C"))
    told = set(session.scalars(select(Notice.person_id)))
    assert worker.id in told and told.isdisjoint(one.id for one in outside)
    previous = session.scalars(select(Version).where(Version.process_id == process.id, Version.number == 1)).one()
    assert concerned_by(session, process, Release(version, previous, migrates=True)) == {worker.id, manager.id}


def test_a_rejection_tells_its_reason(session, place) -> None:
    proposal = made.accepted(session, place)
    proposals.reject(session, place.manager, made.find(session, place.manager, proposal), "Auditors want paper.")
    assert "Auditors want paper." in queries.notices(session, place.workers[2]).items[0].words


def test_a_new_revision_asks_again(session, place) -> None:
    proposal, author = made.voting(session, place), place.workers[0]
    proposals.revise(session, author, made.find(session, author, proposal), made.eliminate("Check"))
    assert _kinds(session, place.owner) == ["vote_asked", "vote_asked"]


def test_nobody_is_told_twice(session, place) -> None:
    news = News("test", "Hello", "/", "test:1", place.process.id)
    people = [p.id for p in place.everybody]
    assert actions.tell(session, news, people) == 5
    assert actions.tell(session, news, [*people, people[0]]) == 0


def test_no_notice_of_a_hidden_ballot_tells_a_tally(session, place) -> None:
    policies.set_policy(session, place.owner, place.process, Policy(hidden=True))
    proposal = made.voting(session, place)
    proposals.vote(
        session, place.owner, made.find(session, place.owner, proposal), {"choice": "yes"}, "because of the paper"
    )
    ballot = session.scalars(select(Ballot)).one()
    with clock.frozen(ballot.closes_at - timedelta(hours=3)):
        background.closing_soon(session)
    words = " ".join(session.scalars(select(Notice.words)))
    assert "the vote closes on " in words
    assert "because" not in words and " yes" not in words


def test_who_has_not_voted_is_reminded_once(session, place) -> None:
    proposal = made.voting(session, place)
    proposals.vote(session, place.owner, made.find(session, place.owner, proposal), {"choice": "yes"})
    ballot = session.scalars(select(Ballot)).one()
    with clock.frozen(ballot.closes_at - timedelta(hours=3)):
        background.closing_soon(session)
        background.closing_soon(session)
    assert _kinds(session, place.manager).count("vote_closing") == 1
    assert "vote_closing" not in _kinds(session, place.owner)


def test_whom_a_comment_answers_is_told(session, place) -> None:
    one, two = place.workers[:2]
    first = discussion.add_comment(session, one, place.process, "Why?", step_id="Check")
    discussion.add_comment(session, two, place.process, "Because.", step_id="Check", reply_to=first.id)
    assert _kinds(session, one) == ["reply"]


def test_only_what_one_may_still_see(session, place) -> None:
    guest = accounts.actor(session, "Gus Guest", "guest")
    actions.tell(session, News("test", "Hello", "/", "test:2", place.process.id), [guest.id])
    assert queries.notices(session, guest).items == [] and queries.unread_count(session, guest) == 0
    notice = session.scalars(select(Notice).where(Notice.person_id == guest.id)).one()
    with pytest.raises(NotFound):
        actions.mark_read(session, place.owner, notice.id)


def test_the_unread_count_is_one_statement(app, database, unit) -> None:
    with unit() as session:
        who = accounts.actor(session, "Nina Notice")
        for n in range(5):
            actions.tell(session, News("test", "Hello", "/", f"test:{n}"), [who.id])
    with unit() as session, count_statements(database) as counted:
        assert queries.unread_count(session, who) == 5
    assert len(counted) == 1


def test_the_page_lists_marks_and_sets(app, unit) -> None:
    with unit() as session:
        person = accounts.person(session, "Paula Page")
        actions.tell(session, News("test", "Look here", "/notices", "test:1"), [person.id])
        browser = accounts.signed_in(app, session, person)
        notice_id = session.scalars(select(Notice.id)).one()
        person_id = person.id
    page = browser.get("/notices")
    assert page.status_code == 200 and "Look here" in page.text and "1 unread" in page.text
    assert browser.post(f"/notices/{notice_id}/read", data=accounts.CSRF).status_code == 303
    assert "unread" not in browser.get("/").text.split("</header>")[0]
    assert browser.post("/notices/mail", data={**accounts.CSRF, "mode": "off", "hour": "7"}).status_code == 303
    assert browser.post("/notices/mail", data={**accounts.CSRF, "mode": "loud", "hour": "99"}).status_code == 422
    assert browser.post("/notices/mail", data={**accounts.CSRF, "mode": "off", "hour": "9" * 5000}).status_code == 422
    with unit() as session:
        assert queries.preference(session, person_id)[0] == "off"
