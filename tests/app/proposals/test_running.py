"""Votes that run: more time, an end when the author has left; rules that the people who are there cannot meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from app.accounts.tables import Person, RoleGrant
from app.ballots import jobs as ballot_jobs
from app.ballots import queries as ballots
from app.ballots.methods.yes_no_abstain.rules import Quorum, Settings
from app.decision_policy import actions as policy_actions
from app.decision_policy import queries as policies
from app.decision_policy.values import Policy
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.times import clock, zones
from app.proposals import actions, queries
from tests.factories import accounts
from tests.factories.proposals import draft, find, voting


def leave(session, actor) -> None:
    session.get_one(Person, actor.id).active = False
    session.flush()


def test_the_owner_ends_the_vote_of_an_author_who_has_left(session, place) -> None:
    proposal = voting(session, place)
    owner, author = place.owner, place.workers[0]
    with pytest.raises(Conflict) as refused:
        actions.end(session, owner, find(session, owner, proposal), "Gone.")
    assert refused.value.code == "AUTHOR_IS_HERE"
    leave(session, author)
    for who in (place.manager, place.workers[1]):
        with pytest.raises(Forbidden):
            actions.end(session, who, find(session, who, proposal), "Gone.")
    with pytest.raises(Invalid):
        actions.end(session, owner, find(session, owner, proposal), "  ")
    with pytest.raises(Conflict) as refused:
        actions.end(session, owner, find(session, owner, proposal), "Gone.", 2)
    assert refused.value.code == "REVISED"
    actions.end(session, owner, find(session, owner, proposal), "Wanda has left.", 1)
    ballot = ballots.current(session, proposal.subject)
    assert (proposal.state, ballot.state, ballot.outcome) == ("withdrawn", "closed", "cancelled")
    assert "ended it: Wanda has left." in [line.words for line in queries.timeline(session, proposal.id)]


def test_an_administrator_ends_it_too(session, place) -> None:
    proposal = voting(session, place)
    leave(session, place.workers[0])
    admin = accounts.actor(session, "Ada Admin", "admin")
    actions.end(session, admin, find(session, admin, proposal), "Nobody is left to revise it.")
    assert proposal.state == "withdrawn"


def test_a_deadline_is_put_off_and_never_brought_forward(session, place) -> None:
    proposal, owner = voting(session, place), place.owner
    ballot = ballots.current(session, proposal.subject)
    first = ballot.closes_at
    for until in (first - timedelta(hours=1), first, clock.now() + timedelta(days=500)):
        with pytest.raises(Invalid) as refused:
            actions.postpone(session, owner, find(session, owner, proposal), until, "Holidays")
        assert "closes_at" in refused.value.errors
    with pytest.raises(Forbidden):
        actions.postpone(session, place.workers[0], find(session, owner, proposal), first + timedelta(days=1))
    actions.postpone(session, owner, find(session, owner, proposal), first + timedelta(days=3), "Holidays.", 1)
    assert ballot.closes_at == first + timedelta(days=3)
    line = queries.timeline(session, proposal.id)[-1]
    assert line.words.startswith("put the deadline off from") and line.words.endswith("Holidays.")
    with clock.frozen(first + timedelta(minutes=1)):
        ballot_jobs.close(session, ballot.id)
        assert ballot.is_open, "the job of the first deadline finds a later one"
    with clock.frozen(first + timedelta(days=3, minutes=1)):
        ballot_jobs.close(session, ballot.id)
        assert not ballot.is_open
        with pytest.raises(Conflict):
            actions.postpone(session, owner, find(session, owner, proposal), first + timedelta(days=9))


def test_a_deadline_given_in_another_zone_is_kept_for_each_readers_clock(session, place) -> None:
    proposal, owner = voting(session, place), place.owner
    until = ballots.current(session, proposal.subject).closes_at + timedelta(days=2)
    elsewhere = until.astimezone(timezone(timedelta(hours=14)))
    for edge, hours in ((datetime.min, 14), (datetime.max, -14)):
        with pytest.raises(Invalid):
            moment = edge.replace(tzinfo=timezone(timedelta(hours=hours)))
            actions.postpone(session, owner, find(session, owner, proposal), moment)
    actions.postpone(session, owner, find(session, owner, proposal), elsewhere)
    line = queries.timeline(session, proposal.id)[-1]
    assert line.words.endswith(f"to {zones.mark(until)}.")
    assert ballots.current(session, proposal.subject).closes_at == until


def rule(**more) -> Settings:
    return Settings(Quorum("turnout", **{"absolute": None, "numerator": None, "denominator": None, **more}))


def test_a_vote_that_can_never_pass_is_not_opened(session, place) -> None:
    policy = replace(Policy(), ballot=rule(absolute=500))
    assert list(policies.warnings(session, place.process, policy)) == ["quorum"]
    policy_actions.set_policy(session, place.owner, place.process, policy)
    author = place.workers[0]
    proposal = draft(session, author, place.process)
    with pytest.raises(Conflict) as refused:
        actions.open_vote(session, author, find(session, author, proposal))
    assert refused.value.code == "CANNOT_PASS" and "needs 500 votes, but 5 people are asked" in refused.value.detail
    policy_actions.set_policy(session, place.owner, place.process, replace(policy, ballot=rule(absolute=5)))
    actions.open_vote(session, author, find(session, author, proposal))
    assert proposal.state == "voting"


def test_who_leaves_later_is_missed_where_people_decide(session, place) -> None:
    author = place.workers[0]
    proposal = draft(session, author, place.process)
    session.delete(session.scalars(select(RoleGrant).where(RoleGrant.person_id == place.manager.id)).one())
    session.flush()
    words = "1 person with the role manager must approve, but nobody has it here."
    assert policies.warnings(session, place.process, Policy()) == {"approvals": words}
    actions.open_vote(session, author, find(session, author, proposal))
    assert words in queries.timeline(session, proposal.id)[-1].words
    decided = queries.decision(session, author, find(session, author, proposal))
    assert [check.hint for check in decided.checks if check.words == "A manager must approve"] == [words]
