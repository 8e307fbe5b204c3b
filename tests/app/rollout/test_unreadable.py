"""Votes, signatures, reverts and jobs on versions whose file today's reader refuses end in words, never in an error."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.cases import actions as case_actions
from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.queries.version_diff import UNREADABLE
from app.catalog.tables import Version
from app.impact.actions import order
from app.impact.tables import Forecast
from app.kernel import jobs
from app.kernel.errors import Conflict, Invalid
from app.proposals import actions, queries
from app.proposals.tables import Proposal
from app.rollout import actions as rollouts
from app.rollout import queries as rolled
from tests.factories import models, proposals
from tests.factories.catalog import refuse
from tests.factories.proposals import World, eliminate, find

REPAIRED = models.linear("Write brief", "Print form", "Check", "Ask", "Send")


def signed(session, place: World, proposal: Proposal) -> Proposal:
    actions.approve(session, place.manager, find(session, place.manager, proposal), "Good.")
    return proposal


def test_what_is_signed_on_a_version_that_cannot_be_read_ends_in_words(session, place) -> None:
    proposal = proposals.accepted(session, place)
    refuse(session, place.process.key, 1)
    assert signed(session, place, proposal).state == "conflict"
    assert "Version 1 cannot be read any more" in proposal.outcome_words
    assert place.process.live_number == 1


@pytest.mark.parametrize("how", ["voting", "accepted"])
def test_a_repair_ends_what_was_written_for_what_nobody_can_read(session, place, how) -> None:
    proposal = getattr(proposals, how)(session, place)
    refuse(session, place.process.key, 1)
    library.revise(session, place.owner, place.process, REPAIRED)
    session.refresh(proposal)
    assert proposal.state == "conflict"
    assert "Version 1, for which this was written, cannot be read any more" in proposal.outcome_words
    author = place.workers[0]
    actions.revise(session, author, find(session, author, proposal), eliminate("Print_form"))
    assert proposal.state != "conflict"
    assert queries.on_live(session, find(session, author, proposal)).ok


def test_a_vote_that_was_carried_over_goes_on_when_its_base_cannot_be_read_any_more(session, place) -> None:
    proposal = proposals.accepted(session, place)
    library.revise(session, place.owner, place.process, REPAIRED)
    refuse(session, place.process.key, 1)
    assert queries.on_live(session, find(session, place.owner, proposal)).ok
    library.revise(session, place.owner, place.process, models.linear("Write brief", "Print form", "Check", "Send"))
    assert signed(session, place, proposal).state == "live"
    assert catalog.live_version(session, place.process).sentence == "Take out “Print form”"


def test_what_was_in_conflict_does_not_fit_by_losing_its_base(session, place) -> None:
    wanted = [{"kind": "retitle", "step": "Check", "title": "Look"}]
    proposal = proposals.voting(session, place, wanted)
    library.revise(session, place.owner, place.process, models.linear("Write brief", "Print form", "Send"))
    library.revise(session, place.owner, place.process, models.linear("Write brief", "Print form", "Check", "Send"))
    session.refresh(proposal)
    assert proposal.state == "conflict"
    refuse(session, place.process.key, 1)
    assert not queries.on_live(session, find(session, place.owner, proposal)).ok


def test_a_vote_is_not_opened_on_what_nobody_can_read(session, place) -> None:
    author = place.workers[0]
    proposal = proposals.draft(session, author, place.process)
    refuse(session, place.process.key, 1)
    with pytest.raises(Conflict, match="cannot be read any more"):
        actions.open_vote(session, author, find(session, author, proposal))
    with pytest.raises(Invalid, match="cannot be read any more"):
        proposals.draft(session, author, place.process, eliminate("Check"))


def test_a_version_that_cannot_be_read_is_taken_back_and_does_not_come_back(session, place) -> None:
    first = proposals.approved(session, place, eliminate("Print_form"))
    rollout = rolled.of_proposal(session, first.id)
    assert rollout is not None
    refuse(session, place.process.key, 1)
    with pytest.raises(Conflict, match="Expected to read version 1"):
        rollouts.revert(session, place.owner, rolled.find(session, place.owner, rollout.id), "Paper is needed.")
    process = refuse(session, place.process.key, 2)
    library.revise(session, place.owner, process, REPAIRED)
    assert process.live_number == 3


def test_taking_back_what_cannot_be_read_concerns_everybody(session, place) -> None:
    first = proposals.approved(session, place, eliminate("Print_form"))
    rollout = rolled.of_proposal(session, first.id)
    assert rollout is not None
    refuse(session, place.process.key, 2)
    back = rollouts.revert(session, place.owner, rolled.find(session, place.owner, rollout.id), "Paper is needed.")
    assert place.process.live_number == 3
    assert set(rolled.concerned(session, back.id)) == {person.id for person in place.everybody}


def test_the_jobs_come_to_an_end(unit, database, app) -> None:
    """Forecast, older sentences, what follows the live version, rollout: all on what can no longer be read."""
    with unit() as session:
        place = proposals.world(session)
        case_actions.start(session, place.owner, place.process)
        proposal = proposals.voting(session, place)
        process = refuse(session, place.process.key, 1, runs=False)
        order(session, proposal.id, proposal.process_id)
        key, process_id, proposal_id, owner = process.key, process.id, proposal.id, place.owner
    jobs.drain(database)
    with unit() as session:
        result = session.scalars(select(Forecast.result)).one()
        assert [group["words"] for group in result["groups"]] == [
            "It does not fit the live version, so nothing would move."
        ]
        session.execute(update(Version).values(sentence=None))
        library.tell_older(session)
        process = refuse(session, key)
        library.revise(session, owner, process, REPAIRED)
    jobs.drain(database)
    with unit() as session:
        actions.follow(session, process_id)
        assert session.get_one(Proposal, proposal_id).state == "conflict"
        sentences = session.scalars(select(Version.sentence).order_by(Version.number)).all()
        assert sentences == ["The first version", UNREADABLE]
