"""Pages say when a list goes on, and lead to all of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ballots.tables import Ballot, Elector, Vote
from app.cases import actions
from app.cases.tables import Instance
from app.correlation.tables import Trigger
from app.decision_policy.tables import ProcessPolicy
from app.decision_policy.values import Policy
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from app.proposals import queries as proposals
from app.proposals.queries import Filter
from app.proposals.tables import Proposal
from tests.factories import accounts, catalog
from tests.factories import proposals as factory
from tests.support import list_rows

Unit = Callable[[], AbstractContextManager[Session]]


def _walk(client: FlaskClient, url: str, words: str) -> list[str]:
    """Give the pages of a list, from one to the next by the link with these words."""
    pages: list[str] = []
    at: str | None = url
    while at is not None:
        answer = client.get(at)
        assert answer.status_code == 200, answer.text
        pages.append(answer.text)
        found = re.search(rf'<a[^>]* href="([^"]+)"[^>]*>(?:(?!</a>).)*<span>{words}</span></a>', answer.text, re.S)
        at = unescape(found.group(1)) if found else None
        assert len(pages) < 20
    return pages


def _case(session: Session) -> Instance:
    owner = accounts.actor(session, "Olga", "manager")
    return actions.start(session, owner, catalog.process(session, owner, mode="executable"), {}, "The case")


def test_a_long_history_and_many_called_cases_are_read_to_their_end(app: StepwellApp, unit: Unit) -> None:
    with unit() as session:
        client = accounts.signed_in(app, session, accounts.person(session, role="ops"))
        case = _case(session)
        for n in range(2100):
            event = list_rows.event(case, n)
            event.event, event.step_name = "step_passed", f"Pass {n:04}"
            session.add(event)
        for n in range(205):
            session.add(list_rows.called(case, f"Called {n:03}"))
    pages = _walk(client, f"/instances/{case.id}", "What happened before")
    assert len(pages) == 5
    assert set(re.findall(r"Pass (\d{4})", "".join(pages))) == {f"{n:04}" for n in range(2100)}
    assert "The newest" in pages[-1]
    pages = _walk(client, f"/instances/{case.id}", "Show more")
    assert set(re.findall(r"Called (\d{3})", "".join(pages))) == {f"{n:03}" for n in range(205)}


def test_what_starts_by_itself_is_listed_to_its_end(app: StepwellApp, unit: Unit) -> None:
    with unit() as session:
        client = accounts.signed_in(app, session, accounts.person(session, role="ops"))
        process = _case(session).process
        version = process.live_version_id or ""
        for n in range(120):
            due = clock.now() if n % 2 else None
            session.add(
                Trigger(
                    process_id=process.id, step_id=f"s{n}", version_id=version, step_name=f"Start {n:03}",
                    kind="timer", name="", time="R/P1D", due_at=due,
                )
            )  # fmt: skip
    pages = _walk(client, "/messages/starts", "Show more")
    found = re.findall(r"Start (\d{3})", "".join(pages))
    assert len(pages) == 3
    assert sorted(set(found)) == [f"{n:03}" for n in range(120)]


def test_all_votes_are_read_by_pages(app: StepwellApp, unit: Unit) -> None:
    with unit() as session:
        place = factory.world(session)
        proposal = factory.accepted(session, place)
        ballot = session.scalars(select(Ballot)).one()
        for n in range(220):
            who = accounts.person(session, f"Voter {n:03}")
            session.add(Elector(ballot_id=ballot.id, person_id=who.id))
            session.flush()
            said = {"selection": {"choice": "yes"}, "cast_at": clock.now(), "salt": "s", "receipt": f"r{n}"}
            session.add(Vote(ballot_id=ballot.id, person_id=who.id, **said))
        client = accounts.signed_in(app, session, accounts.person(session, "Reader"))
        address = f"/proposals/{proposal.id}"
    pages = _walk(client, address, "Show more")
    assert set(re.findall(r"Voter (\d{3})", "".join(pages))) == {f"{n:03}" for n in range(220)}


def test_signatures_of_others_hide_none_of_ones_own(session: Session) -> None:
    place = factory.world(session)
    rule = Policy(four_eyes=True).to_dict()
    session.add(ProcessPolicy(process_id=place.process.id, number=1, settings=rule, by=place.owner.id, at=clock.now()))
    session.flush()
    own = factory.draft(session, place.manager, place.process)
    mine = factory.accepted(session, place, factory.eliminate("Check"))
    # Whoever wrote a proposal does not sign it: it stands before the other one, and waits for somebody else.
    own.state, own.policy_number, own.updated_at = "accepted", 1, mine.updated_at.replace(year=2020)
    session.flush()
    assert [found.proposal.id for found in proposals.to_sign(session, place.manager, 1)] == [mine.id]


def test_more_than_two_hundred_ballots_are_all_among_those_that_wait(session: Session) -> None:
    place = factory.world(session)
    voted = factory.voting(session, place)
    ballot = session.scalars(select(Ballot)).one()
    kept = {column.key: getattr(voted, column.key) for column in Proposal.__table__.columns if column.key != "id"}
    asked = {column.key: getattr(ballot, column.key) for column in Ballot.__table__.columns if column.key != "id"}
    for n in range(210):
        session.add(Proposal(**kept, id=f"p{n:025}"))
        session.flush()
        list_rows.ballot(session, {**asked, "subject": f"proposal:p{n:025}"}, f"b{n:025}", place.workers[1].id)
    session.flush()
    waiting = Filter(needs_me=True)
    assert len(proposals.listed(session, place.workers[1], waiting, limit=300).items) == 211
