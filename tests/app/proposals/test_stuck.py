"""What cannot be decided any more, since people left or lost roles, is said where people decide, and to who can act."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import deactivate, give_role, take_role
from app.accounts.tables import Person, RoleGrant
from app.ballots.methods import DEFAULT
from app.ballots.methods.yes_no_abstain.rules import Majority, Quorum, Settings
from app.ballots.tables import Ballot
from app.decision_policy import actions as policy_actions
from app.decision_policy.values import Policy, Signatures
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor
from app.notices.tables import Notice
from app.proposals import actions, queries
from app.proposals.queries.stuck import vote_words
from app.proposals.tables import Proposal
from tests.factories import accounts
from tests.factories.proposals import World, accepted, find, voting, world
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")
ALL = replace(Policy(), ballot=Settings(Quorum("turnout", None, 4, 5)), approvals=())


@pytest.fixture
def place(session: Session) -> World:
    return world(session)


def leave(session: Session, who: Actor) -> None:
    deactivate(session, SYSTEM, session.get_one(Person, who.id))
    session.flush()


def loses(session: Session, who: Actor) -> None:
    for given in session.scalars(select(RoleGrant).where(RoleGrant.person_id == who.id)).all():
        take_role(session, SYSTEM, given)
    session.flush()


def told(session: Session, who: Actor) -> list[str]:
    mine = select(Notice.words).where(Notice.kind == "proposal_stuck", Notice.person_id == who.id).order_by(Notice.id)
    return list(session.scalars(mine))


def hints(session: Session, who: Actor, proposal: Proposal) -> dict[str, str]:
    checks = queries.decision(session, who, find(session, who, proposal)).checks
    return {check.words: check.hint for check in checks if check.hint}


def test_a_vote_that_lost_too_many_says_so_to_its_owner_who_can_close_it(
    session: Session, database: Database, place: World
) -> None:
    policy_actions.set_policy(session, place.owner, place.process, ALL)
    proposal = voting(session, place)
    owner, (author, voted, *gone) = place.owner, place.workers
    actions.vote(session, voted, find(session, voted, proposal), {"choice": "yes"})
    for who in gone:
        leave(session, who)
    session.commit()
    jobs.drain(database)
    assert told(session, owner) == [], "4 of 5 are enough"
    loses(session, place.manager)
    session.commit()
    jobs.drain(database)
    words = (
        "It cannot pass any more: 2 of the 5 people asked have left without a vote, and 4 are needed. Its author can "
        "revise it, which asks those who are here now; the owner can close the vote now."
    )
    assert told(session, owner) == told(session, author) == [f"{proposal.sentence} (“{proposal.nickname}”): {words}"]
    assert hints(session, author, proposal)["The vote can no longer pass"] == words
    assert [one.what for one in queries.stuck(session, Proposal.id == proposal.id)] == ["vote"]
    actions.close(session, owner, find(session, owner, proposal))
    assert proposal.state == "rejected" and queries.stuck(session, Proposal.id == proposal.id) == []


def test_who_voted_before_leaving_counts(session: Session, place: World) -> None:
    policy_actions.set_policy(session, place.owner, place.process, ALL)
    proposal = voting(session, place)
    for who in place.workers[1:]:
        actions.vote(session, who, find(session, who, proposal), {"choice": "no"})
        leave(session, who)
    assert queries.stuck(session, Proposal.id == proposal.id) == []


def test_revising_asks_those_who_are_here(session: Session, place: World) -> None:
    policy_actions.set_policy(session, place.owner, place.process, ALL)
    proposal, author = voting(session, place), place.workers[0]
    for who in place.workers[1:]:
        leave(session, who)
    assert [one.what for one in queries.votes_stuck(session, Proposal.id == proposal.id)] == ["vote"]
    actions.revise(session, author, find(session, author, proposal), [{"kind": "eliminate", "step": "Check"}])
    assert queries.votes_stuck(session, Proposal.id == proposal.id) == []


def test_what_waits_for_a_signature_that_nobody_can_give_any_more_is_told(
    session: Session, database: Database, place: World
) -> None:
    proposal = accepted(session, place)
    loses(session, place.manager)
    session.commit()
    jobs.drain(database)
    (said,) = told(session, place.owner)
    assert "1 person with the role manager must approve, but nobody has it here. Its author can revise it" in said
    give_role(session, SYSTEM, session.get_one(Person, place.workers[2].id), "manager")
    assert queries.stuck(session, Proposal.id == proposal.id) == []


def test_signatures_that_are_there_are_not_asked_for_again(session: Session, place: World) -> None:
    second = accounts.actor(session, "Mia Manager", "manager")
    policy_actions.set_policy(
        session, place.owner, place.process, replace(Policy(), approvals=(Signatures("manager", 2),))
    )
    proposal = accepted(session, place)
    actions.approve(session, place.manager, find(session, place.manager, proposal))
    leave(session, place.manager)
    assert queries.stuck(session, Proposal.id == proposal.id) == [], "one signed, and one is here"
    leave(session, second)
    (one,) = queries.stuck(session, Proposal.id == proposal.id)
    said = "1 person with the role manager must still approve, but nobody has it here who has not approved and may."
    assert one.words.startswith(said)
    assert hints(session, place.owner, proposal)["A manager must approve"] == said


@pytest.mark.parametrize(
    ("rule", "gone", "said"),
    [
        (Settings(Quorum("turnout", 3, None, None)), 8, "and 3 are needed"),
        (Settings(Quorum("turnout", 1, None, None)), 10, "and 1 is needed"),
        (Settings(Quorum("turnout", 1, None, None), Majority(2, 3, "eligible")), 4, "and 7 are needed"),
        (Settings(Quorum("turnout", 8, None, None), Majority(2, 3, "eligible")), 4, "and 8 are needed"),
        (Settings(Quorum("turnout", 3, None, None), Majority(2, 3, "cast")), 8, "and 3 are needed"),
    ],
)
def test_how_many_are_missing_is_told_by_what_cannot_be_met(rule: Settings, gone: int, said: str) -> None:
    asked = {"method": DEFAULT, "options": [], "settings": rule.to_dict(), "electorate_size": 10}
    assert f" have left without a vote, {said}." in vote_words(Ballot(state="open", **asked), gone)


def test_pages_and_programs_say_what_is_stuck(session: Session, app: StepwellApp, place: World) -> None:
    proposal, key, owner = accepted(session, place), place.process.key, session.get_one(Person, place.owner.id)
    page, keys = accounts.signed_in(app, session, owner), accounts.bearer(session, owner)
    loses(session, place.manager)
    session.commit()
    shown = page.get(f"/processes/{key}/policy").text
    assert "1 open proposal cannot be decided as things stand." in shown and f"/proposals/{proposal.id}" in shown
    said: dict[str, Any] = app.test_client().get(f"/api/v1/processes/{key}/policy", headers=keys).json
    assert said["stuck"][0]["proposal"] == proposal.id and "must approve" in said["stuck"][0]["words"]
    assert "must approve, but nobody has it here" in page.get(f"/proposals/{proposal.id}").text


def test_a_proposal_stands_once_however_much_stands_in_its_way(
    session: Session, app: StepwellApp, place: World
) -> None:
    asked = replace(ALL, approvals=(Signatures("manager"), Signatures("ops", 20)))
    policy_actions.set_policy(session, place.owner, place.process, asked)
    proposal, key = voting(session, place), place.process.key
    page = accounts.signed_in(app, session, session.get_one(Person, place.owner.id))
    for who in place.workers[1:]:
        leave(session, who)
    loses(session, place.manager)
    session.commit()
    shown = page.get(f"/processes/{key}/policy").text
    assert (
        "1 open proposal cannot be decided as things stand." in shown and shown.count(f"/proposals/{proposal.id}") == 1
    )
    shown = page.get(f"/proposals/{proposal.id}").text
    asked_for = re.findall("20 people with the role ops must approve(?!, but)", shown)
    assert len(asked_for) == 2, "once as the rule, once as what is missing"


def test_it_costs_the_same_however_much_there_is(session: Session, database: Database, place: World) -> None:
    counts = []
    for step in ("Write_brief", "Print_form", "Check"):
        voting(session, place, [{"kind": "eliminate", "step": step}])
        session.flush()
        with count_statements(database) as counted:
            queries.stuck(session, Proposal.process_id == place.process.id)
        counts.append(len(counted))
    assert counts == [4, 4, 4]
