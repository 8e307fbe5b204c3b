"""Everything that locks process, proposal, ballot, rollout and ledger does so in one order, so nobody deadlocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.ballots import actions as ballots
from app.ballots import jobs as ballot_jobs
from app.ballots import queries as ballot_queries
from app.ballots.tables import Ballot
from app.catalog import actions as catalog
from app.catalog.queries import process_by_key
from app.kernel import audit, clock, jobs
from app.kernel.errors import StepwellError
from app.kernel.policy import SYSTEM
from app.kernel.unit import unit_of_work
from app.proposals import actions
from app.proposals import queries as proposals_of
from app.proposals.tables import Proposal
from app.rollout import actions as rollouts
from app.rollout import queries as rollouts_of
from tests.factories import models, proposals
from tests.factories.proposals import eliminate

pytestmark = pytest.mark.databases("postgresql")
Act = Callable[[Session], object]


@pytest.fixture
def world(unit) -> proposals.World:
    with unit() as session:
        return proposals.world(session)


def locked(session: Session, actor, proposal: Proposal):
    """The proposal as an action finds it."""
    return proposals_of.find(session, actor, proposal.id, lock=True)


def together(database, first: Act, second: Act, after: float = 0.15) -> list[str]:
    """Run two acts in transactions of their own, the second a moment later; gives the codes of what went wrong."""
    wrong: list[str] = []

    def run(act: Act, wait: float) -> None:
        time.sleep(wait)
        try:
            with unit_of_work(database) as session:
                act(session)
        except StepwellError as error:
            wrong.append(error.code)
        except Exception as error:
            wrong.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(act, wait)) for act, wait in ((first, 0), (second, after))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return wrong


def slow(monkeypatch: pytest.MonkeyPatch, where: object, name: str, before: float = 0, after: float = 0) -> None:
    """Let a function take its time, so that two transactions surely overlap."""
    real = getattr(where, name)

    def slowly(*args: object, **more: object) -> object:
        time.sleep(before)
        try:
            return real(*args, **more)
        finally:
            time.sleep(after)

    monkeypatch.setattr(where, name, slowly)


@pytest.mark.parametrize("verb", ["withdraw", "revise"])
def test_the_deadline_and_its_author_at_once(database, unit, world, monkeypatch, verb: str) -> None:
    author = world.workers[0]
    with unit() as session:
        proposal = proposals.voting(session, world)
        ballot = ballot_queries.current(session, proposal.subject)
    late = ballot.closes_at + timedelta(minutes=1)
    slow(monkeypatch, ballots, "_lock", after=0.3)
    slow(monkeypatch, proposals_of, "only_change" if verb == "revise" else "find", before=0.1, after=0.3)

    def settle(session: Session) -> None:
        with clock.frozen(late):
            ballots.settle(session, SYSTEM, session.get_one(Ballot, ballot.id))

    def act(session: Session) -> None:
        found = locked(session, author, proposal)
        if verb == "revise":
            actions.revise(session, author, found, eliminate("Check"))
        else:
            actions.withdraw(session, author, found)

    assert set(together(database, act, settle, 0.05)) <= {"WRONG_STATE"}
    assert set(together(database, settle, act, 0.05)) <= {"WRONG_STATE"}


def test_the_last_signature_and_an_upload_at_once(database, unit, world, monkeypatch) -> None:
    with unit() as session:
        proposal = proposals.accepted(session, world)
    slow(monkeypatch, audit, "record", after=0.3)

    def sign(session: Session) -> None:
        actions.approve(session, world.manager, locked(session, world.manager, proposal))

    def upload(session: Session) -> None:
        process = process_by_key(session, SYSTEM, world.process.key)
        catalog.publish(session, SYSTEM, process, models.linear("Write brief", "Print form", "Check", "File", "Send"))

    assert together(database, sign, upload) == ["ALREADY_THERE"], "the upload was made for another version"
    with unit() as session:
        assert session.get_one(Proposal, proposal.id).state == "live"
        assert process_by_key(session, SYSTEM, world.process.key).live_number == 2


def test_an_upload_that_ends_votes_and_somebody_who_votes_at_once(database, unit, world, monkeypatch) -> None:
    with unit() as session:
        first, second = proposals.voting(session, world), proposals.voting(session, world, eliminate("Check"))
    slow(monkeypatch, audit, "record", after=0.2)
    voter = world.workers[1]

    def vote(session: Session) -> None:
        actions.vote(session, voter, proposals_of.find(session, voter, second.id), "yes")

    def upload(session: Session) -> None:
        process = process_by_key(session, SYSTEM, world.process.key)
        catalog.publish(session, SYSTEM, process, models.linear("Write brief", "Send"))

    assert together(database, vote, upload, 0.05) == [], "the vote came first, and ends with its ballot"
    with unit() as session:
        assert {session.get_one(Proposal, p.id).state for p in (first, second)} == {"conflict"}
        assert not ballot_queries.current(session, second.subject).is_open


def test_a_vote_that_comes_while_an_upload_ends_it_is_refused(database, unit, world, monkeypatch) -> None:
    with unit() as session:
        proposal = proposals.voting(session, world, eliminate("Check"))
    slow(monkeypatch, audit, "record", after=0.2)
    voter = world.workers[1]

    def vote(session: Session) -> None:
        actions.vote(session, voter, proposals_of.find(session, voter, proposal.id), "yes")

    def upload(session: Session) -> None:
        process = process_by_key(session, SYSTEM, world.process.key)
        catalog.publish(session, SYSTEM, process, models.linear("Write brief", "Send"))

    assert together(database, upload, vote, 0.3) == ["BALLOT_CLOSED"]


def test_an_upload_and_a_signature_at_once_put_nothing_unseen_live(database, unit, world, monkeypatch) -> None:
    with unit() as session:
        proposal = proposals.accepted(session, world)
    slow(monkeypatch, audit, "record", after=0.2)
    renamed = models.linear("Write brief", "Print form", "Check", "Send").replace(b'"Print form"', b'"Pay"')

    def upload(session: Session) -> None:
        catalog.publish(session, SYSTEM, process_by_key(session, SYSTEM, world.process.key), renamed)

    def sign(session: Session) -> None:
        actions.approve(session, world.manager, locked(session, world.manager, proposal), revision=1)

    assert set(together(database, upload, sign)) <= {"WRONG_STATE", "REVISED"}
    with unit() as session:
        found = session.get_one(Proposal, proposal.id)
        assert (found.state, found.revision, found.sentence) == ("voting", 2, "Take out “Pay”")


def test_taking_back_and_signing_another_at_once(database, unit, world, monkeypatch) -> None:
    with unit() as session:
        live = proposals.approved(session, world)
        other = proposals.accepted(session, world, eliminate("Check"))
        rollout = rollouts_of.of_proposal(session, live.id)
    slow(monkeypatch, audit, "record", after=0.2)

    def revert(session: Session) -> None:
        found = rollouts_of.find(session, world.manager, rollout.id, lock=True)
        rollouts.revert(session, world.manager, found, "The auditors want paper.")

    def sign(session: Session) -> None:
        actions.approve(session, world.manager, locked(session, world.manager, other))

    assert set(together(database, revert, sign)) <= {"NOT_LIVE", "CHANGED_MEANWHILE"}


def test_late_ballots_are_decided_each_on_its_own(database, unit, world) -> None:
    with unit() as session:
        found = [proposals.voting(session, world), proposals.voting(session, world, eliminate("Check"))]
        late = [ballot_queries.current(session, p.subject) for p in found]
    with clock.frozen(max(b.closes_at for b in late) + timedelta(minutes=1)):
        with unit() as session:
            ballot_jobs.close_due(session)
        with unit() as session:
            assert all(session.get_one(Ballot, b.id).is_open for b in late), (
                "not in the transaction that looks for them"
            )
        jobs.drain(database)
        with unit() as session:
            assert [session.get_one(Proposal, p.id).state for p in found] == ["rejected", "rejected"]
