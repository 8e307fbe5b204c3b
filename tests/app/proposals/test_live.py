"""Open proposals follow the live version: carried over, asked again, or ended in words; nobody signs the unseen."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy import select

from app.ballots import jobs as ballot_jobs
from app.ballots import queries as ballots
from app.catalog import actions as catalog
from app.catalog.actions import parsed
from app.catalog.queries import live_version, steps
from app.catalog.uploads.impact import in_words
from app.discussion.actions import add_comment
from app.kernel import outbox
from app.kernel.errors import Conflict
from app.kernel.times import clock
from app.notices.tables import Notice
from app.proposals import actions, queries
from app.proposals.actions import rebase
from app.proposals.queries import live as looking
from app.proposals.tables import Proposal
from tests.factories import models
from tests.factories.proposals import accepted, draft, eliminate, find, voting

STEPS = ("Write brief", "Print form", "Check", "Send")


def _publish(session, place, *names: str, **more) -> None:
    catalog.revise(session, place.owner, place.process, models.linear(*names, **more), "by hand")


def _told(session, kind: str) -> dict[str, str]:
    return {n.person_id: n.words for n in session.scalars(select(Notice).where(Notice.kind == kind))}


@pytest.fixture(autouse=True)
def _notices() -> None:
    for name in ("listeners", "jobs"):
        import_module(f"app.notices.{name}")


def test_what_another_version_leaves_alone_is_carried_over_with_its_votes(session, place) -> None:
    proposal, worker = voting(session, place), place.workers[0]
    actions.vote(session, worker, find(session, worker, proposal), {"choice": "yes"}, revision=1)
    _publish(session, place, *STEPS, "File")
    assert proposal.checked_version_id == place.process.live_version_id
    assert (proposal.state, proposal.revision) == ("voting", 1)
    assert ballots.turnout(session, ballots.current(session, proposal.subject)) == 1
    assert _told(session, "proposal_rebased") == {}, "nothing about it is different"


def test_the_step_that_is_gone_ends_the_vote_and_everybody_reads_why(session, place) -> None:
    proposal = voting(session, place)
    _publish(session, place, "Write brief", "Check", "Send")
    ballot = ballots.current(session, proposal.subject)
    assert (proposal.state, ballot.outcome) == ("conflict", "cancelled")
    assert "Print form" in proposal.outcome_words
    told = _told(session, "proposal_conflict")
    assert {p.id for p in (*place.workers, place.manager)} <= told.keys()
    assert all(words.startswith("Take out “Print form”") for words in told.values())
    for person in place.everybody:
        assert queries.needing(session, person) == []
    with pytest.raises(Conflict) as refused:
        actions.vote(session, place.manager, find(session, place.manager, proposal), {"choice": "yes"})
    assert refused.value.code == "NOT_VOTING"


def test_a_signature_no_longer_waits_when_the_step_is_gone(session, place) -> None:
    proposal = accepted(session, place)
    assert queries.needing(session, place.manager) == [proposal.id]
    _publish(session, place, "Write brief", "Check", "Send")
    assert (proposal.state, queries.needing(session, place.manager)) == ("conflict", [])
    author = place.workers[0]
    actions.revise(session, author, find(session, author, proposal), eliminate("Check"))
    assert proposal.state == "discussion"


def test_what_the_live_version_does_already_is_not_asked_any_more(session, place) -> None:
    proposal = voting(session, place, [{"kind": "retitle", "step": "Check", "title": "Prove"}])
    renamed = models.linear(*STEPS).replace(b'name="Check"', b'name="Prove"')
    catalog.revise(session, place.owner, place.process, renamed, "by hand")
    assert proposal.state == "conflict"
    assert "Version 2 already does what this asks for" in proposal.outcome_words
    assert place.manager.id in _told(session, "proposal_conflict")


def test_what_is_called_something_else_by_now_is_asked_again(session, place) -> None:
    proposal, worker = voting(session, place), place.workers[0]
    actions.vote(session, worker, find(session, worker, proposal), {"choice": "yes"}, revision=1)
    paid = models.linear(*STEPS).replace(b'name="Print form"', b'name="Pay the bill"')
    catalog.revise(session, place.owner, place.process, paid, "by hand")
    ballot = ballots.current(session, proposal.subject)
    assert (proposal.state, proposal.revision, ballot.revision) == ("voting", 2, 2)
    assert proposal.sentence == ballot.question == "Take out “Pay the bill”"
    assert ballots.turnout(session, ballot) == 0
    assert queries.revision(session, proposal, 1).sentence == "Take out “Print form”"
    assert _told(session, "vote_asked")[place.manager.id].startswith("Take out “")


def test_an_accepted_one_that_is_called_something_else_is_not_signed(session, place) -> None:
    proposal = accepted(session, place)
    catalog.revise(
        session, place.owner, place.process, models.linear(*STEPS).replace(b'name="Print form"', b'name="Pay"'), ""
    )
    assert (proposal.state, proposal.revision) == ("voting", 2)
    with pytest.raises(Conflict):
        actions.approve(session, place.manager, find(session, place.manager, proposal), revision=1)


def test_voters_read_when_what_follows_is_otherwise_and_a_stale_signature_is_refused(session, place) -> None:
    proposal = accepted(session, place)
    _publish(session, place, "Write brief", "Ask Legal", "Print form", "Check", "Send")
    assert (proposal.state, proposal.revision) == ("accepted", 1)
    assert "Ask Legal" in _told(session, "proposal_rebased")[place.manager.id]
    found = find(session, place.manager, proposal)
    with pytest.raises(Conflict) as stale:
        actions.as_seen(session, found, 1)
    assert (stale.value.code, stale.value.extra["live_version"]) == ("REVISED", 2)
    assert "Ask Legal" in stale.value.detail
    actions.as_seen(session, found, 2)
    actions.approve(session, place.manager, found, revision=1)
    assert (proposal.state, place.process.live_number) == ("live", 3)
    names = [s.name for s in steps(session, place.process.live_version_id) if s.name]
    assert names == ["Begin", "Write brief", "Ask Legal", "Check", "Send", "Done"]


def test_one_going_live_ends_another_that_asks_for_the_same(session, place) -> None:
    first, second = accepted(session, place), voting(session, place)
    actions.approve(session, place.manager, find(session, place.manager, first))
    assert (first.state, second.state) == ("live", "conflict")
    assert find(session, place.manager, first).proposal.checked_version_id != place.process.live_version_id


def test_putting_a_process_away_ends_votes_and_signatures(session, place) -> None:
    running, waiting, written = (
        voting(session, place),
        accepted(session, place),
        draft(session, place.owner, place.process),
    )
    catalog.archive(session, place.owner, place.process)
    assert (running.state, waiting.state, written.state) == ("conflict", "conflict", "draft")
    assert "put away" in running.outcome_words
    assert ballots.current(session, running.subject).outcome == "cancelled"
    for person in place.everybody:
        assert queries.needing(session, person) == []


def test_a_process_taken_back_says_what_can_be_revised_and_keeps_older_reasons(session, place) -> None:
    refused, other = voting(session, place, eliminate("Check")), voting(session, place)
    _publish(session, place, "Write brief", "Print form", "Send")
    assert (refused.state, other.state) == ("conflict", "voting")
    why = refused.outcome_words
    catalog.archive(session, place.owner, place.process)
    assert refused.outcome_words == why and "put away" in other.outcome_words
    catalog.restore(session, place.owner, place.process)
    assert refused.outcome_words == why
    assert (other.state, other.outcome_words) == ("conflict", rebase.TAKEN_BACK)
    author = place.workers[0]
    actions.revise(session, author, find(session, author, other), eliminate("Print_form"))
    assert other.outcome_words == "" and other.state != "conflict"


def test_what_fits_again_on_a_later_version_does_not_say_the_old_reasons(session, place) -> None:
    proposal = voting(session, place)
    _publish(session, place, "Write brief", "Check", "Send")
    assert "Print form" in proposal.outcome_words
    _publish(session, place, *STEPS)
    assert proposal.state == "conflict", "only its author can ask anew"
    assert proposal.outcome_words == "Version 3 is live; it fits again. Its author can revise it."


def test_of_a_large_model_fewer_votes_are_tried_before_it_is_published(session, place, monkeypatch) -> None:
    found = sorted(voting(session, place).id for _ in range(3))
    live = live_version(session, place.process)
    gone = parsed(models.linear("Write brief", "Check", "Send"))
    monkeypatch.setattr(looking, "TRIED_STEPS", 2 * len(gone.graph.nodes))
    told = queries.touched_by(session, place.process.id, live, gone)
    assert [(p.id, fate and fate.becomes) for p, fate in told] == list(
        zip(found, ("conflict", "conflict", None), strict=True)
    )
    said = [{"becomes": fate.becomes if fate else "later", "sentence": "S", "words": "w"} for _, fate in told]
    assert in_words(said) == "2 of 2 open votes cannot go on as they were. S: w S: w 1 more is still being tried."


def test_a_draft_that_no_longer_fits_stays_its_authors_and_opens_no_vote(session, place) -> None:
    proposal, author = draft(session, place.workers[0], place.process), place.workers[0]
    _publish(session, place, "Write brief", "Check", "Send")
    assert proposal.state == "draft"
    with pytest.raises(Conflict) as refused:
        actions.open_vote(session, author, find(session, author, proposal))
    assert refused.value.code == "DOES_NOT_FIT"


def test_a_ballot_that_ends_after_the_step_has_gone_decides_nothing(session, place) -> None:
    proposal = voting(session, place)
    for person in place.everybody:
        actions.vote(session, person, find(session, person, proposal), {"choice": "yes"})
    ballot = ballots.current(session, proposal.subject)
    _publish(session, place, "Write brief", "Check", "Send")
    with clock.frozen(ballot.closes_at + timedelta(hours=1)):
        ballot_jobs.close(session, ballot.id)
    assert proposal.state == "conflict"


def test_what_an_upgrade_left_behind_is_followed_up(session, place, monkeypatch) -> None:
    proposal = voting(session, place)
    monkeypatch.setattr(actions, "follow", lambda *_, **__: None)
    _publish(session, place, "Write brief", "Check", "Send")
    monkeypatch.undo()
    assert proposal.state == "voting"
    assert actions.follow_stale(session) == 1
    actions.follow(session, place.process.id)
    assert proposal.state == "conflict"
    assert actions.follow_stale(session) == 0


def test_many_open_ones_are_followed_some_at_once_and_the_rest_in_a_job(session, place, monkeypatch) -> None:
    found = [voting(session, place) for _ in range(3)]
    monkeypatch.setattr(rebase, "AT_ONCE", 2)
    deferred = []
    monkeypatch.setattr(rebase, "defer", lambda session, name, arguments, **_: deferred.append((name, arguments)))
    _publish(session, place, "Write brief", "Check", "Send")
    assert sorted(p.state for p in found) == ["conflict", "conflict", "voting"]
    assert deferred == [("proposals.follow", {"process_id": place.process.id})]
    actions.follow(session, place.process.id)
    assert {session.get_one(Proposal, p.id).state for p in found} == {"conflict"}


def test_what_stays_as_it_is_in_a_process_put_away_is_not_followed_without_end(session, place, monkeypatch) -> None:
    monkeypatch.setattr(rebase, "AT_ONCE", 1)
    for _ in range(3):
        draft(session, place.owner, place.process)
    running = [voting(session, place) for _ in range(2)]
    catalog.archive(session, place.owner, place.process)
    actions.follow(session, place.process.id)
    assert [proposal.state for proposal in running] == ["conflict", "conflict"]
    deferred = []
    monkeypatch.setattr(rebase, "defer", lambda session, name, arguments, **_: deferred.append(name))
    actions.follow(session, place.process.id)
    assert deferred == [], "drafts and what has ended are no work that is left"


@pytest.mark.parametrize("fault", [ValueError, RecursionError])
def test_a_mistake_of_ours_ends_no_vote(session, place, monkeypatch, fault) -> None:
    def broken(*given: object) -> None:
        raise fault("a mistake of ours")

    proposal = voting(session, place)
    monkeypatch.setattr(looking.change, "rebase", broken)
    _publish(session, place, *STEPS, "Seen by no other test")
    ballot = ballots.current(session, proposal.subject)
    assert (proposal.state, ballot.state) == ("voting", "open")
    assert proposal.checked_version_id != place.process.live_version_id, "it is tried again later"


def test_nothing_of_a_draft_is_told_to_programs(session, place) -> None:
    author = place.workers[0]
    made = draft(session, author, place.process, eliminate("Send"))
    _publish(session, place, *STEPS[:-1], "Post", "Send")
    _publish(session, place, "Write brief", "Print form", "Check", "Put", "Send")
    add_comment(session, author, place.process, "To myself.", proposal_id=made.id, shown=False)
    outbox.write(session)
    assert made.state == "draft"
    assert [row.name for row in outbox.events_after(session, 0) if made.id in str(row.payload)] == []
