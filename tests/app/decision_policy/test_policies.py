"""Who may propose and change a policy, and what is said of one that the people who are there cannot meet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.accounts.actions import give_role
from app.accounts.tables import Person
from app.ballots.methods.yes_no_abstain.rules import Majority, Quorum, Settings
from app.decision_policy import actions, contributions, queries
from app.decision_policy.queries.feasibility import too_few
from app.decision_policy.values import Policy, Signatures
from app.kernel.errors import Forbidden, Invalid
from app.kernel.policy import SYSTEM
from tests.factories import accounts
from tests.factories.proposals import World, draft
from tests.support.counting import count_statements


def test_only_owner_and_administrator_change_the_policy(session, place) -> None:
    for person in (place.manager, place.workers[0]):
        with pytest.raises(Forbidden):
            actions.set_policy(session, person, place.process, Policy(days=3))
    admin = accounts.actor(session, "Ada Admin", "admin")
    assert actions.set_policy(session, admin, place.process, Policy(days=3)) == 1
    with pytest.raises(Invalid) as wrong:
        actions.set_policy(session, admin, place.process, Policy(days=0, vote="cats"))
    assert set(wrong.value.errors) == {"days", "vote"}


def test_who_may_propose_is_as_the_policy_says(session, place) -> None:
    worker = place.workers[0]
    assert actions.may_propose(session, worker, place.process)
    actions.set_policy(session, place.owner, place.process, Policy(propose="managers"))
    assert not actions.may_propose(session, worker, place.process)
    assert actions.may_propose(session, place.manager, place.process)
    with pytest.raises(Forbidden):
        draft(session, worker, place.process)


def test_signatures_that_nobody_can_give_are_said(session, place) -> None:
    policy = replace(Policy(), approvals=(Signatures("manager", 1), Signatures("ops", 20)))
    assert queries.warnings(session, place.process, Policy()) == {}
    assert queries.warnings(session, place.process, policy) == {
        "approvals": "20 people with the role ops must approve, but nobody has it here."
    }
    alone = queries.warnings(session, place.process, replace(Policy(), four_eyes=True))
    assert alone["approvals"].startswith("Nobody approves their own proposal, and 1 has it")


def test_nobody_to_ask_is_said(session, place) -> None:
    for actor in place.everybody:
        session.get_one(Person, actor.id).active = False
    session.flush()
    assert "vote" in queries.warnings(session, place.process, Policy())


def test_who_is_asked_is_read_once_and_names_nobody_to_the_database(database, session, place) -> None:
    with count_statements(database) as counted:
        found = queries.asked(session, place.process)
    assert found == {person.id for person in place.everybody}
    assert sum("FROM person" in statement for statement in counted.statements) == 1, str(counted)


def test_the_page_of_a_process_warns_without_a_walk_over_everybody(database, session, place) -> None:
    policy = replace(Policy(), approvals=(Signatures("ops", 20),))
    actions.set_policy(session, place.owner, place.process, policy)
    with count_statements(database) as counted:
        [said] = contributions.cannot_be_decided(session, place.owner, process=place.process)
    assert said.endswith("20 people with the role ops must approve, but nobody has it here.")
    assert all("role_grant.role IN" in s for s in counted.statements if "FROM person" in s), str(counted)
    assert contributions.cannot_be_decided(session, place.workers[0], process=place.process) is None


def test_nobody_gives_two_signatures(session: Session, place: World) -> None:
    boss = session.get_one(Person, place.manager.id)
    give_role(session, SYSTEM, boss, "ops")
    policy = replace(Policy(), approvals=(Signatures("manager"), Signatures("ops")))
    words = "2 people must approve as manager and ops, each only once, but 1 person could."
    assert queries.warnings(session, place.process, policy) == {"approvals": words}
    accounts.actor(session, "Olaf", "ops")
    assert queries.warnings(session, place.process, policy) == {}
    assert too_few({"a": 1, "b": 1, "c": 1}, {"a": {"x", "y"}, "b": {"x", "y"}, "c": {"y", "x"}}) == {
        "a": "3 people must approve as a, b and c, each only once, but 2 people could."
    }


@pytest.mark.parametrize(
    ("rule", "gone", "passes"),
    [
        (Settings(Quorum("turnout", 3, None, None)), 7, True),
        (Settings(Quorum("turnout", 3, None, None)), 8, False),
        (Settings(Quorum("approval_quorum", None, 1, 2)), 5, True),
        (Settings(Quorum("approval_quorum", None, 1, 2)), 6, False),
        (Settings(Quorum("turnout", 1, None, None), Majority(2, 3, "eligible")), 3, True),
        (Settings(Quorum("turnout", 1, None, None), Majority(2, 3, "eligible")), 4, False),
    ],
)
def test_whether_a_vote_can_pass_by_who_is_left(rule: Settings, gone: int, passes: bool) -> None:
    terms = Policy(ballot=rule).terms(10)
    assert terms.method.can_pass(terms, gone) is passes
