"""Ballots in the database: the roll, votes, receipts, hidden tallies, closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import delete, insert, select, update

from app.ballots import actions, jobs, queries
from app.ballots.methods.yes_no_abstain import rules
from app.ballots.seals import verify
from app.ballots.seals.fingerprints import roll_hash, seal
from app.ballots.tables import Ballot, Vote
from app.kernel import audit
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.policy import SYSTEM
from app.kernel.subject import Subject
from app.kernel.times import clock
from tests.factories import accounts
from tests.factories.proposals import World

YES, NO, ABSTAIN = {"choice": "yes"}, {"choice": "no"}, {"choice": "abstain"}


def _open(session, place: World, **more) -> Ballot:
    question = actions.Question(place.process.id, Subject("test:none"), 1, "Take it out?", **more)
    return actions.open_ballot(session, SYSTEM, question, {p.id for p in place.everybody})


def test_the_roll_is_frozen_and_has_a_fingerprint(session, place) -> None:
    ballot = _open(session, place)
    late = accounts.actor(session, "Late Comer")
    assert ballot.electorate_size == 5
    assert ballot.electorate_hash == roll_hash(queries.electors(session, ballot.id))
    with pytest.raises(Forbidden):
        actions.cast(session, late, ballot, YES)


def test_nobody_votes_by_rank(session, place) -> None:
    admin = accounts.actor(session, "Ada Admin", "admin")
    ballot = actions.open_ballot(
        session, SYSTEM, actions.Question(place.process.id, Subject("x:1"), 1, "?"), [p.id for p in place.workers]
    )
    for person in (admin, place.owner, place.manager, SYSTEM):
        with pytest.raises(Forbidden):
            actions.cast(session, person, ballot, YES)


def test_a_vote_can_change_until_the_end_and_counts_once(session, place) -> None:
    ballot, voter = _open(session, place), place.workers[0]
    actions.cast(session, voter, ballot, NO, "not yet")
    actions.cast(session, voter, ballot, YES)
    assert queries.tally(session, ballot) == rules.Tally(yes=1)
    with clock.frozen(ballot.closes_at), pytest.raises(Conflict):
        actions.cast(session, voter, ballot, NO)
    assert queries.vote_of(session, ballot, voter.id).selection == YES


def test_a_vote_can_be_taken_back_until_the_end_and_is_gone_but_for_the_ledger(session, place) -> None:
    ballot, (voter, other, *_rest) = _open(session, place), place.workers
    receipt = actions.cast(session, voter, ballot, NO, "not yet").receipt
    actions.cast(session, other, ballot, YES)
    actions.take_back(session, voter, ballot)
    assert queries.tally(session, ballot) == rules.Tally(yes=1)
    assert (queries.turnout(session, ballot), queries.vote_of(session, ballot, voter.id)) == (1, None)
    assert queries.waiting_for(session, voter, clock.now()) == [ballot], "they are asked again"
    kinds = [(e.kind, e.body) for e in session.scalars(_told(voter))]
    assert kinds == [("vote_cast", {"receipt": receipt}), ("vote_taken_back", {"receipt": receipt})]
    assert verify.altered(session, ballot) == []
    assert audit.verify(session) == []
    with pytest.raises(Conflict) as refused:
        actions.take_back(session, voter, ballot)
    assert refused.value.code == "NOT_VOTED"
    actions.cast(session, voter, ballot, YES)
    with clock.frozen(ballot.closes_at), pytest.raises(Conflict) as refused:
        actions.take_back(session, voter, ballot)
    assert (refused.value.code, queries.turnout(session, ballot)) == ("BALLOT_CLOSED", 2)
    assert verify.altered(session, ballot) == []


def _told(by):
    told = select(audit.AuditEntry).where(audit.AuditEntry.actor_id == by.id)
    return told.where(audit.AuditEntry.kind.like("vote_%")).order_by(audit.AuditEntry.seq)


def test_only_who_is_asked_takes_a_vote_back(session, place) -> None:
    with pytest.raises(Forbidden):
        actions.take_back(session, accounts.actor(session, "Late Comer"), _open(session, place))


def test_a_vote_that_was_taken_back_and_is_there_again_shows(session, place) -> None:
    ballot, voter = _open(session, place), place.workers[0]
    vote = actions.cast(session, voter, ballot, YES)
    kept = {c.name: getattr(vote, c.name) for c in Vote.__table__.columns}
    actions.take_back(session, voter, ballot)
    session.execute(insert(Vote).values(kept))
    assert ["taken back" in fault for fault in verify.altered(session, ballot)] == [True]
    assert ["taken back" in fault for fault in verify.all_altered(session)] == [True]


def test_a_vote_that_decides_and_is_taken_back_keeps_the_ballot_open(session, place) -> None:
    ballot = _open(session, place)
    for voter in place.everybody[:3]:
        actions.cast(session, voter, ballot, YES)
    actions.take_back(session, place.everybody[0], ballot)
    with pytest.raises(Conflict) as refused:
        actions.close(session, place.owner, ballot)
    assert refused.value.code == "OUTCOME_OPEN"
    actions.cast(session, place.everybody[3], ballot, YES)
    assert actions.close(session, place.owner, ballot).outcome == "passed"


def test_a_hidden_tally_tells_nothing_of_a_vote_that_was_taken_back(session, place) -> None:
    ballot = _open(session, place, hidden=True)
    actions.cast(session, place.owner, ballot, YES, "a reason that would tell")
    actions.take_back(session, place.owner, ballot)
    assert (queries.tally(session, ballot), queries.turnout(session, ballot)) == (None, 0)
    with clock.frozen(ballot.closes_at):
        jobs.close(session, ballot.id)
    assert (queries.tally(session, ballot), queries.votes(session, ballot).items) == (rules.Tally(), [])


def test_an_unknown_choice_is_refused(session, place) -> None:
    with pytest.raises(Invalid):
        actions.cast(session, place.owner, _open(session, place), {"choice": "maybe"})


def test_the_ledger_holds_sealed_votes_and_the_receipt_opens_them(session, place) -> None:
    ballot = _open(session, place, hidden=True)
    vote = actions.cast(session, place.owner, ballot, YES, "because")
    entry = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.kind == "vote_cast")).one()
    assert entry.body == {"receipt": vote.receipt}
    assert vote.receipt == seal(ballot.id, place.owner.id, '{"choice":"yes"}', vote.cast_at, vote.salt)
    assert vote.receipt != seal(ballot.id, place.owner.id, '{"choice":"no"}', vote.cast_at, vote.salt)
    assert audit.verify(session) == []


def test_a_vote_sealed_in_the_first_form_opens_by_its_choice_alone() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    first = sha256("\n".join(("b", "p", "yes", at.isoformat(), "salt")).encode()).hexdigest()
    assert seal("b", "p", '{"choice":"yes"}', at, "salt", 1) == first
    for other in ('{"choice":"no"}', "yes", '{"choice": "yes"}', '{"choice":"yes","x":1}', '{"choice":5}', "{", "[1]"):
        assert seal("b", "p", other, at, "salt", 1) != first, other
    assert seal("b", "p", '{"choice":"yes"}', at, "salt", 2) != first


def test_a_hidden_tally_is_hidden_until_the_end(session, place) -> None:
    ballot = _open(session, place, hidden=True)
    actions.cast(session, place.owner, ballot, YES, "a reason that would tell")
    assert queries.tally(session, ballot) is None
    assert queries.tallies(session, [ballot]) == {}
    assert queries.votes(session, ballot).items == []
    assert queries.turnout(session, ballot) == 1
    with clock.frozen(ballot.closes_at):
        jobs.close(session, ballot.id)
    assert queries.tally(session, ballot) == rules.Tally(yes=1)
    assert len(queries.votes(session, ballot).items) == 1


def test_closing_early_is_for_the_owner_and_only_when_nothing_can_change(session, place) -> None:
    ballot = _open(session, place)
    with pytest.raises(Forbidden):
        actions.close(session, place.manager, ballot)
    for voter in place.everybody[:2]:
        actions.cast(session, voter, ballot, YES)
    with pytest.raises(Conflict) as refused:
        actions.close(session, place.owner, ballot)
    assert refused.value.code == "OUTCOME_OPEN"
    actions.cast(session, place.everybody[2], ballot, YES)
    assert actions.close(session, place.owner, ballot).outcome == "passed"
    with pytest.raises(Conflict):
        actions.close(session, place.owner, ballot)


def test_the_deadline_closes_it_once_and_not_before(session, place) -> None:
    ballot = _open(session, place, lasts=timedelta(days=2))
    jobs.close(session, ballot.id)
    jobs.close_due(session)
    assert ballot.is_open
    with clock.frozen(ballot.closes_at + timedelta(minutes=5)):
        jobs.close_due(session)
        assert ballot.is_open, "each is decided in a transaction of its own"
        jobs.close(session, ballot.id)
        closed_at = ballot.closed_at
        jobs.close(session, ballot.id)
    assert (ballot.state, ballot.outcome, ballot.closed_at) == ("closed", "failed", closed_at)


def test_what_waits_for_me(session, place) -> None:
    ballot, voter = _open(session, place), place.workers[0]
    assert queries.waiting_for(session, voter, clock.now()) == [ballot]
    assert queries.waiting_for(session, replace(voter, grants=frozenset()), clock.now()) == [], "sees it no longer"
    actions.cast(session, voter, ballot, ABSTAIN)
    assert queries.waiting_for(session, voter, clock.now()) == []
    assert voter.id not in queries.not_voted(session, ballot.id)


def test_nobody_to_ask_is_said_so(session, place) -> None:
    with pytest.raises(Conflict):
        actions.open_ballot(session, SYSTEM, actions.Question(place.process.id, Subject("x:1"), 1, "?"), [])


def test_votes_are_held_against_their_receipts_and_decide_nothing_where_they_were_changed(session, place) -> None:
    ballot = _open(session, place)
    for person in place.everybody:
        actions.cast(session, person, ballot, NO)
    actions.cast(session, place.owner, ballot, YES)
    assert verify.altered(session, ballot) == [] and verify.all_altered(session) == []
    session.execute(update(Vote).where(Vote.person_id == place.workers[0].id).values(selection=YES))
    session.execute(delete(Vote).where(Vote.person_id == place.workers[1].id))
    session.expire_all()
    changed, gone = verify.all_altered(session)
    assert place.workers[0].id in changed and "does not fit its receipt" in changed
    assert place.workers[1].id in gone and "is gone" in gone
    with clock.frozen(ballot.closes_at):
        for end in (actions.settle, actions.close):
            with pytest.raises(Conflict) as refused:
                end(session, SYSTEM, ballot)
            assert refused.value.code == "VOTES_ALTERED"
    assert ballot.is_open and ballot.outcome is None


def test_a_vote_that_nobody_cast_shows(session, place) -> None:
    ballot = _open(session, place)
    cast = actions.cast(session, place.owner, ballot, YES)
    stuffed = {"ballot_id": ballot.id, "selection": YES, "cast_at": cast.cast_at, "salt": "x", "receipt": cast.receipt}
    session.add(Vote(person_id=place.workers[0].id, **stuffed))
    session.flush()
    assert ["was never cast" in words for words in verify.altered(session, ballot)] == [True]
