"""Proposals from draft to decision, through the actions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.ballots import jobs as ballot_jobs
from app.ballots import queries as ballots
from app.decision_policy import actions as policy_actions
from app.decision_policy import queries as policies
from app.decision_policy.values import Policy, Signatures, policy_from
from app.discussion import actions as discussion
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.proposals import actions, queries
from app.proposals.transitions import NAMES, STATES, TRANSITIONS, is_possible, transition
from tests.factories import accounts
from tests.factories.proposals import accepted, approved, draft, eliminate, find, voting


def test_the_whole_way_to_live(session, place) -> None:
    proposal = approved(session, place)
    assert proposal.state == "live"
    assert place.process.live_number == 2
    assert proposal.version_id == place.process.live_version_id
    said = [line.event for line in queries.timeline(session, proposal.id)]
    assert said == ["draft", "open", "close", "pass", "approve", "go_live"]


def test_the_default_policy_is_the_documented_one(session, place) -> None:
    number, policy = policies.current_policy(session, place.process.id)
    assert (number, policy) == (0, Policy())
    assert policy_from(policy.to_dict()) == policy
    assert policy.ballot.quorum.needed(40) == 3 and policy.ballot.quorum.needed(4) == 2


def test_a_draft_is_seen_by_its_author_and_those_who_answer_for_the_process(session, place) -> None:
    author, stranger = place.workers[0], place.workers[1]
    proposal = draft(session, author, place.process)
    for person in (author, place.owner, place.manager):
        assert find(session, person, proposal).proposal is proposal
    with pytest.raises(NotFound):
        find(session, stranger, proposal)
    actions.discuss(session, author, find(session, author, proposal))
    assert find(session, stranger, proposal).proposal.state == "discussion"


def test_a_change_that_is_refused_makes_no_proposal(session, place) -> None:
    with pytest.raises(Invalid) as refused:
        draft(session, place.workers[0], place.process, eliminate("No_such_step"))
    assert refused.value.code == "NO_SUCH_STEP"
    with pytest.raises(Invalid) as refused:
        draft(session, place.workers[0], place.process, [{"kind": "retitle", "step": "Check", "title": "Check"}])
    assert refused.value.code == "NOTHING_CHANGES"


def test_the_flags_and_comments_it_answers_are_filed_with_it(session, place) -> None:
    flagger = place.workers[1]
    discussion.raise_flag(session, flagger, place.process, "Print_form", "low_value", waste=None, reason="Paper")
    discussion.raise_flag(session, flagger, place.process, "Print_form", "works_well", waste=None, reason="I like it")
    discussion.add_comment(session, flagger, place.process, "Who reads it?", step_id="Print_form")
    discussion.add_comment(session, flagger, place.process, "Elsewhere", step_id="Check")
    evidence = queries.evidence_of(session, draft(session, place.workers[0], place.process).id)
    assert [f.reason for f in evidence.flags] == ["Paper"]
    assert [f.reason for f in evidence.praise] == ["I like it"], "praise speaks against a change, not for it"
    assert len(evidence) == 2
    assert [c.text for c in evidence.comments] == ["Who reads it?"]


def test_a_failed_ballot_rejects_and_the_deadline_decides(session, place) -> None:
    proposal = voting(session, place)
    actions.vote(session, place.owner, find(session, place.owner, proposal), {"choice": "no"}, "I read it")
    ballot = ballots.current(session, proposal.subject)
    with clock.frozen(ballot.closes_at + timedelta(seconds=1)):
        ballot_jobs.close(session, ballot.id)
    assert (proposal.state, ballot.outcome) == ("rejected", "failed")


def test_workers_never_sign_and_managers_do(session, place) -> None:
    proposal = accepted(session, place)
    for person in (place.owner, *place.workers):
        with pytest.raises(Forbidden):
            actions.approve(session, person, find(session, person, proposal))
    with pytest.raises(Forbidden):
        ops = accounts.actor(session, "Otto Ops", "ops")
        actions.approve(session, ops, find(session, ops, proposal))
    actions.approve(session, place.manager, find(session, place.manager, proposal), "Good")
    assert proposal.state == "live"


def test_rejecting_needs_a_reason_that_is_kept(session, place) -> None:
    proposal = accepted(session, place)
    with pytest.raises(Invalid):
        actions.reject(session, place.manager, find(session, place.manager, proposal), " ")
    actions.reject(session, place.manager, find(session, place.manager, proposal), "The auditors want paper.")
    assert (proposal.state, proposal.outcome_words) == ("rejected", "The auditors want paper.")


def test_a_new_revision_starts_the_vote_again_for_those_who_work_here_now(session, place) -> None:
    proposal, author = voting(session, place), place.workers[0]
    actions.vote(session, author, find(session, author, proposal), {"choice": "yes"}, revision=1)
    new = accounts.actor(session, "Nora New")
    actions.revise(session, author, find(session, author, proposal), eliminate("Check"))
    ballot = ballots.current(session, proposal.subject)
    assert (proposal.state, proposal.revision, ballot.revision) == ("voting", 2, 2)
    assert ballots.turnout(session, ballot) == 0
    assert new.id in ballots.electors(session, ballot.id)
    with pytest.raises(Conflict) as late:
        actions.vote(session, author, find(session, author, proposal), {"choice": "yes"}, revision=1)
    assert late.value.code == "REVISED"


def test_only_the_author_revises_and_withdraws(session, place) -> None:
    proposal = voting(session, place)
    for person in (place.owner, place.manager, place.workers[1]):
        with pytest.raises(Forbidden):
            actions.revise(session, person, find(session, person, proposal), eliminate("Check"))
        with pytest.raises(Forbidden):
            actions.withdraw(session, person, find(session, person, proposal))
    author = place.workers[0]
    actions.withdraw(session, author, find(session, author, proposal))
    assert proposal.state == "withdrawn"
    assert ballots.current(session, proposal.subject).outcome == "cancelled"


def test_a_running_vote_keeps_the_policy_it_began_with(session, place) -> None:
    proposal = voting(session, place)
    strict = Policy(approvals=(Signatures("admin", 2),), days=1)
    policy_actions.set_policy(session, place.owner, place.process, strict)
    assert find(session, place.owner, proposal).policy == Policy()
    assert policies.current_policy(session, place.process.id)[1] == strict


def test_without_signatures_a_passed_ballot_goes_live_by_itself(session, place) -> None:
    policy_actions.set_policy(session, place.owner, place.process, Policy(approvals=()))
    proposal = accepted(session, place)
    assert proposal.state == "live"


def test_two_signatures_of_two_people(session, place) -> None:
    second = accounts.actor(session, "Mira Manager", "manager")
    policy_actions.set_policy(session, place.owner, place.process, Policy(approvals=(Signatures("manager", 2),)))
    proposal = accepted(session, place)
    actions.approve(session, place.manager, find(session, place.manager, proposal))
    assert proposal.state == "accepted"
    with pytest.raises(Conflict):
        actions.approve(session, place.manager, find(session, place.manager, proposal))
    actions.approve(session, second, find(session, second, proposal))
    assert proposal.state == "live"


def test_four_eyes_keep_the_author_from_signing(session, place) -> None:
    policy_actions.set_policy(session, place.owner, place.process, Policy(four_eyes=True))
    proposal = draft(session, place.manager, place.process)
    actions.open_vote(session, place.manager, find(session, place.manager, proposal))
    for person in place.everybody:
        actions.vote(session, person, find(session, person, proposal), {"choice": "yes"})
    actions.close(session, place.owner, find(session, place.owner, proposal))
    with pytest.raises(Forbidden):
        actions.approve(session, place.manager, find(session, place.manager, proposal))


def test_what_waits_for_whom(session, place) -> None:
    proposal = voting(session, place)
    assert queries.needing(session, place.manager) == [proposal.id]
    accepted_one = accepted(session, place, eliminate("Check"))
    assert accepted_one.id in queries.needing(session, place.manager)
    assert accepted_one.id not in queries.needing(session, place.workers[1])
    mine = queries.listed(session, place.manager, queries.Filter(needs_me=True)).items
    assert {p.id for p in mine} == {proposal.id, accepted_one.id}


def test_a_wrong_state_is_said_in_words(session, place) -> None:
    proposal = draft(session, place.workers[0], place.process)
    found = find(session, place.manager, proposal)
    with pytest.raises(Conflict) as wrong:
        actions.approve(session, place.manager, found)
    assert wrong.value.code == "WRONG_STATE" and "draft" in wrong.value.detail
    with pytest.raises(Conflict):
        actions.vote(session, place.manager, found, {"choice": "yes"})


def test_the_states_are_a_closed_machine() -> None:
    for name in NAMES:
        for state in STATES:
            if is_possible(name, state):
                assert transition(name, state).target in STATES
            else:
                with pytest.raises(Conflict):
                    transition(name, state)
    ends = {s for s in STATES if not any(s in t.sources and t.target != s for t in TRANSITIONS)}
    assert ends == {"live", "rejected", "withdrawn"}


def test_the_decision_says_what_is_missing(session, place) -> None:
    proposal = voting(session, place)
    actions.vote(session, place.owner, find(session, place.owner, proposal), {"choice": "yes"})
    decided = queries.decision(session, place.owner, find(session, place.owner, proposal))
    assert "2 more yes votes are needed" in decided.missing and "A manager must approve" in decided.missing
    assert decided.asked.mine.selection == {"choice": "yes"} and decided.asked.is_elector
    assert "more people say yes than no" in decided.rule


def test_a_hidden_ballot_tells_nothing_but_the_turnout(session, place) -> None:
    policy_actions.set_policy(session, place.owner, place.process, Policy(hidden=True))
    proposal = voting(session, place)
    actions.vote(session, place.owner, find(session, place.owner, proposal), {"choice": "yes"}, "secret reason")
    decided = queries.decision(session, SYSTEM, find(session, place.manager, proposal))
    assert decided.asked.tally is None and decided.asked.turnout == 1
    assert not any("yes" in check.words + check.hint for check in decided.checks)


def accepted_again(session, place):
    """Give a proposal whose first revision waited for a signature when its author revised it, accepted again."""
    proposal = accepted(session, place)
    author = place.workers[0]
    actions.revise(
        session, author, find(session, author, proposal), eliminate("Check", "Send"), title="Two others",
        reason="Better.", revision=1,
    )  # fmt: skip
    for person in place.workers:
        actions.vote(session, person, find(session, person, proposal), {"choice": "yes"}, revision=2)
    actions.vote(session, place.owner, find(session, place.owner, proposal), {"choice": "yes"})
    actions.close(session, place.owner, find(session, place.owner, proposal), revision=2)
    return proposal


def test_a_decision_holds_for_the_revision_that_was_read_alone(session, place) -> None:
    proposal, manager = accepted_again(session, place), place.manager
    assert (proposal.state, proposal.revision, proposal.title) == ("accepted", 2, "Two others")
    said = [(r.title, r.reason) for r in queries.revisions(session, proposal)]
    assert said == [("Two others", "Better."), ("Stop printing", "Nobody reads it.")]
    for act in (
        lambda found: actions.approve(session, manager, found, "Fine.", 1),
        lambda found: actions.approve(session, manager, found, "Fine."),
        lambda found: actions.reject(session, manager, found, "No.", 1),
        lambda found: actions.reject(session, manager, found, "No."),
        lambda found: actions.withdraw(session, place.workers[0], found, 1),
        lambda found: actions.revise(session, place.workers[0], found, eliminate("Check"), revision=1),
    ):
        with pytest.raises(Conflict) as refused:
            act(find(session, manager, proposal))
        assert refused.value.code == "REVISED"
        assert refused.value.extra["now"]["title"] == "Two others"
        assert (proposal.state, proposal.revision) == ("accepted", 2)
    actions.approve(session, manager, find(session, manager, proposal), "Read.", 2)
    assert proposal.state == "live"


def test_who_names_no_revision_signs_what_they_had_a_part_in(session, place) -> None:
    proposal = accepted(session, place)
    actions.revise(session, place.workers[0], find(session, place.workers[0], proposal), eliminate("Check"))
    for person in place.everybody:
        actions.vote(session, person, find(session, person, proposal), {"choice": "yes"})
    actions.close(session, place.owner, find(session, place.owner, proposal))
    actions.approve(session, place.manager, find(session, place.manager, proposal), "I voted for this one.")
    assert proposal.state == "live"


def test_a_revision_needs_a_title_and_a_reason_where_it_says_them(session, place) -> None:
    author = place.workers[0]
    proposal = voting(session, place)
    for words in ({"title": " "}, {"reason": ""}, {"title": "x" * 201}):
        with pytest.raises(Invalid):
            actions.revise(session, author, find(session, author, proposal), eliminate("Check"), **words)
