"""From the last signature to the rollout: in one order, and with nothing prepared under a lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.tables import Person
from app.ballots import queries as ballots
from app.catalog.events import VersionPublished
from app.decision_policy import actions as policy_actions
from app.decision_policy.values import Policy
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.events import Event, bus
from app.kernel.times import clock
from app.proposals import actions as proposal_actions
from app.proposals import queries
from app.proposals.events import ProposalApproved, ProposalWentLive
from app.rollout.events import RolloutStarted
from app.rollout.tables import Rollout
from tests.app.rollout.town import Town
from tests.factories import accounts, models
from tests.factories.proposals import accepted, find, voting

STORY = (ProposalApproved, VersionPublished, ProposalWentLive, RolloutStarted)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[type[Event]]:
    """The events of the story, as the last of all listeners hears them."""
    told: list[type[Event]] = []
    inside = bus._Listeners()
    for kind, handler in bus._inside.all:
        inside.add(kind, handler)
    for kind in STORY:
        inside.add(kind, lambda session, news: told.append(type(news)))
    monkeypatch.setattr(bus, "_inside", inside)
    return told


def test_all_hear_that_it_is_approved_then_live_then_that_work_goes_after_it(town: Town, heard: list[Any]) -> None:
    town.act(proposal_actions.approve, town.accepted())
    assert tuple(heard) == STORY


def test_without_signatures_the_order_is_the_same(town: Town, database: Database, heard: list[Any]) -> None:
    with town.unit() as session:
        policy_actions.set_policy(session, town.place.owner, town.place.process, Policy(approvals=()))
        accepted(session, town.place)
    assert tuple(heard) == STORY and town.kept() == {}


def test_nothing_is_prepared_while_the_signing_request_holds_a_lock(
    town: Town, fresh: Callable[[], None], worked: dict[str, list[bool]], signs: Callable[..., int]
) -> None:
    proposal_id = town.accepted()
    fresh()
    worked.clear()
    assert signs(f"proposals/{proposal_id}/approve") == 200
    assert worked == {"apply": [True], "prepare_in_child": [True]}
    assert town.live().number == 2


def test_what_else_is_proposed_is_tried_on_it_before_the_locks(
    town: Town, fresh: Callable[[], None], worked: dict[str, list[bool]], signs: Callable[..., int]
) -> None:
    first, *others = (town.accepted(step) for step in ("Print_form", "Check", "Send"))
    fresh()
    worked.clear()
    assert signs(f"proposals/{first}/approve") == 200
    assert worked["rebase"] == [True, True] and all(map(all, worked.values()))
    with town.unit() as session:
        found = queries.by_ids(session, others).values()
        assert {one.checked_version_id for one in found} == {queries.by_ids(session, [first])[first].version_id}


def test_what_is_proposed_is_tried_on_an_upload_before_the_locks(
    town: Town, fresh: Callable[[], None], worked: dict[str, list[bool]], client: FlaskClient
) -> None:
    others = [town.accepted(step) for step in ("Print_form", "Check")]
    with town.unit() as session:
        headers = accounts.bearer(session, session.get_one(Person, town.place.owner.id))
    fresh()
    worked.clear()
    sent = {"bpmn": models.linear("Write brief", "Ask Legal", "Print form", "Check", "Send").decode()}
    answer = client.post(f"/api/v1/processes/{town.place.process.key}/versions", json=sent, headers=headers)
    assert answer.status_code == 201 and {one["id"] for one in answer.json["proposals"]} == set(others)
    assert worked["rebase"] == [True, True] and all(map(all, worked.values()))


def test_nothing_is_prepared_while_the_deadline_holds_a_lock(
    town: Town, database: Database, fresh: Callable[[], None], worked: dict[str, list[bool]]
) -> None:
    with town.unit() as session:
        policy_actions.set_policy(session, town.place.owner, town.place.process, Policy(approvals=()))
        proposal = voting(session, town.place)
        for person in town.place.everybody:
            proposal_actions.vote(session, person, find(session, person, proposal), {"choice": "yes"})
        late = ballots.current(session, proposal.subject).closes_at + timedelta(minutes=1)
    jobs.drain(database)
    fresh()
    worked.clear()
    with clock.frozen(late):
        jobs.drain(database)
    assert worked["prepare_in_child"] == worked["apply"] == [True]
    assert town.live().number == 2


def test_nothing_is_prepared_while_a_version_is_taken_back(
    town: Town, fresh: Callable[[], None], worked: dict[str, list[bool]], signs: Callable[..., int]
) -> None:
    proposal_id = town.accepted()
    town.act(proposal_actions.approve, proposal_id)
    with town.unit() as session:
        rollout = session.scalars(select(Rollout.id)).one()
    fresh()
    worked.clear()
    assert signs(f"rollouts/{rollout}/revert", reason="We need the form.") in (200, 201)
    assert set(worked) == {"diff", "prepare_in_child"} and all(map(all, worked.values()))
    assert town.live().number == 3
