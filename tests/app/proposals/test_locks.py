"""Everything that locks process, proposal, ballot, rollout and ledger does so in one order, so nobody deadlocks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.ballots import actions as ballots
from app.ballots import jobs as ballot_jobs
from app.ballots import queries as ballot_queries
from app.ballots.actions import running
from app.ballots.tables import Ballot
from app.catalog import actions as catalog
from app.catalog.queries import process_by_key
from app.impact import queries as impact
from app.kernel import audit, jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import StepwellError
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.proposals import actions
from app.proposals import queries as proposals_of
from app.proposals.tables import Proposal
from app.rollout import actions as rollouts
from app.rollout import queries as rollouts_of
from tests.factories import models, proposals
from tests.factories.proposals import eliminate
from tests.support.awaiting import blocked, ended

pytestmark = pytest.mark.databases("postgresql")
Act = Callable[[Session], object]


@pytest.fixture
def world(unit) -> proposals.World:
    with unit() as session:
        return proposals.world(session)


def locked(session: Session, actor, proposal: Proposal):
    """The proposal as an action finds it."""
    return proposals_of.find(session, actor, proposal.id, lock=True)


class Meeting:
    """Two transactions at once: the second begins in the middle of the first, which waits until it is stopped by it."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self._database, self._patch = database, monkeypatch
        self._first = self._second = threading.Thread()

    def at(self, where: object, name: str) -> None:
        """Let the first one halt whenever it has called this function."""
        real = getattr(where, name)

        def halting(*args: object, **more: object) -> object:
            done = real(*args, **more)
            if threading.current_thread() is self._first:
                if self._second.ident is None:
                    self._second.start()
                blocked(self._database, self._second)
            return done

        self._patch.setattr(where, name, halting)

    def of(self, first: Act, second: Act) -> list[str]:
        """Run two acts in transactions of their own and give the codes of what went wrong."""
        wrong: list[str] = []

        def run(act: Act) -> None:
            try:
                with unit_of_work(self._database) as session:
                    act(session)
            except StepwellError as error:
                wrong.append(error.code)
            except Exception as error:
                wrong.append(type(error).__name__)

        self._first, self._second = (threading.Thread(target=run, args=(act,)) for act in (first, second))
        self._first.start()
        ended(self._first)
        assert self._second.ident is not None, "the first ended before the second began"
        ended(self._second)
        return wrong


@pytest.fixture
def meeting(database: Database, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(database, monkeypatch)


@pytest.mark.parametrize("verb", ["withdraw", "revise"])
def test_the_deadline_and_its_author_at_once(unit, world, meeting, verb: str) -> None:
    author = world.workers[0]
    with unit() as session:
        proposal = proposals.voting(session, world)
        ballot = ballot_queries.current(session, proposal.subject)
    late = ballot.closes_at + timedelta(minutes=1)
    meeting.at(running, "lock")
    meeting.at(*((impact, "only_change") if verb == "revise" else (proposals_of, "find")))

    def settle(session: Session) -> None:
        with clock.frozen(late):
            ballots.settle(session, SYSTEM, session.get_one(Ballot, ballot.id))

    def act(session: Session) -> None:
        found = locked(session, author, proposal)
        if verb == "revise":
            actions.revise(session, author, found, eliminate("Check"))
        else:
            actions.withdraw(session, author, found)

    assert set(meeting.of(act, settle)) <= {"WRONG_STATE"}
    assert set(meeting.of(settle, act)) <= {"WRONG_STATE"}


def test_the_last_signature_and_an_upload_at_once(unit, world, meeting) -> None:
    with unit() as session:
        proposal = proposals.accepted(session, world)
    meeting.at(audit, "record")

    def sign(session: Session) -> None:
        actions.approve(session, world.manager, locked(session, world.manager, proposal))

    def upload(session: Session) -> None:
        process = process_by_key(session, SYSTEM, world.process.key)
        catalog.publish(session, SYSTEM, process, models.linear("Write brief", "Print form", "Check", "File", "Send"))

    assert meeting.of(sign, upload) == ["ALREADY_THERE"], "the upload was made for another version"
    with unit() as session:
        assert session.get_one(Proposal, proposal.id).state == "live"
        assert process_by_key(session, SYSTEM, world.process.key).live_number == 2


def test_an_upload_that_ends_votes_and_somebody_who_votes_at_once(unit, world, meeting) -> None:
    with unit() as session:
        first, second = proposals.voting(session, world), proposals.voting(session, world, eliminate("Check"))
    meeting.at(audit, "record")
    voter = world.workers[1]

    def vote(session: Session) -> None:
        actions.vote(session, voter, proposals_of.find(session, voter, second.id), {"choice": "yes"})

    def upload(session: Session) -> None:
        process = process_by_key(session, SYSTEM, world.process.key)
        catalog.publish(session, SYSTEM, process, models.linear("Write brief", "Send"))

    assert meeting.of(vote, upload) == [], "the vote came first, and ends with its ballot"
    with unit() as session:
        assert {session.get_one(Proposal, p.id).state for p in (first, second)} == {"conflict"}
        assert not ballot_queries.current(session, second.subject).is_open


def test_a_vote_that_comes_while_an_upload_ends_it_is_refused(unit, world, meeting) -> None:
    with unit() as session:
        proposal = proposals.voting(session, world, eliminate("Check"))
    meeting.at(audit, "record")
    voter = world.workers[1]

    def vote(session: Session) -> None:
        actions.vote(session, voter, proposals_of.find(session, voter, proposal.id), {"choice": "yes"})

    def upload(session: Session) -> None:
        process = process_by_key(session, SYSTEM, world.process.key)
        catalog.publish(session, SYSTEM, process, models.linear("Write brief", "Send"))

    assert meeting.of(upload, vote) == ["BALLOT_CLOSED"]


def test_an_upload_and_a_signature_at_once_put_nothing_unseen_live(unit, world, meeting) -> None:
    with unit() as session:
        proposal = proposals.accepted(session, world)
    meeting.at(audit, "record")
    renamed = models.linear("Write brief", "Print form", "Check", "Send").replace(b'"Print form"', b'"Pay"')

    def upload(session: Session) -> None:
        catalog.publish(session, SYSTEM, process_by_key(session, SYSTEM, world.process.key), renamed)

    def sign(session: Session) -> None:
        actions.approve(session, world.manager, locked(session, world.manager, proposal), revision=1)

    assert set(meeting.of(upload, sign)) <= {"WRONG_STATE", "REVISED"}
    with unit() as session:
        found = session.get_one(Proposal, proposal.id)
        assert (found.state, found.revision, found.sentence) == ("voting", 2, "Take out “Pay”")


def test_taking_back_and_signing_another_at_once(unit, world, meeting) -> None:
    with unit() as session:
        live = proposals.approved(session, world)
        other = proposals.accepted(session, world, eliminate("Check"))
        rollout = rollouts_of.of_proposal(session, live.id)
    meeting.at(audit, "record")

    def revert(session: Session) -> None:
        found = rollouts_of.find(session, world.manager, rollout.id, lock=True)
        rollouts.revert(session, world.manager, found, "The auditors want paper.")

    def sign(session: Session) -> None:
        actions.approve(session, world.manager, locked(session, world.manager, other))

    assert set(meeting.of(revert, sign)) <= {"NOT_LIVE", "CHANGED_MEANWHILE"}


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
