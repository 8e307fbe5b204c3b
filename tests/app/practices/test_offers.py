"""A change that was accepted is offered to other processes, where it is a proposal of theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.catalog import queries as catalog
from app.catalog.actions import archive
from app.decision_policy.actions import set_policy
from app.decision_policy.values import Policy
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.notices.tables import Notice
from app.practices import actions, queries
from app.proposals import actions as proposals
from app.proposals.queries import find
from tests.factories import accounts, models
from tests.factories import catalog as processes
from tests.factories.proposals import eliminate


@pytest.fixture
def origin(chain) -> str:
    """Give a change of the head office that is live there: the label is printed no more."""
    return chain.live("towels", eliminate("Print_label"))


def offer(chain, proposal_id, *keys, by=None, chosen=None):
    """Offer a change as somebody, the head office's owner where nobody is named; gives what came of it by key."""
    with chain.unit() as session:
        actor = by or chain.owner
        targets = queries.processes_by_keys(session, actor, keys)
        found = find(session, actor, proposal_id, lock=True)
        return {one.process.key: one for one in actions.offer(session, actor, found, targets, chosen)}


def ledger(chain, proposal_id, by=None):
    """Give what others made of a change, by key."""
    with chain.unit() as session:
        actor = by or chain.owner
        known = queries.adoptions(session, actor, find(session, actor, proposal_id).proposal)
        return {one.process.key: (one.state, one.reason, one.version) for one in known}


def told(chain, kind):
    """Give who was told something."""
    with chain.unit() as session:
        return set(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def test_it_becomes_a_proposal_in_discussion_with_its_reason_and_is_told_there(chain, origin) -> None:
    made = offer(chain, origin, "towels-vienna", "towels-rome")
    assert {one.state for one in made.values()} == {"offered"}
    with chain.unit() as session:
        found = find(session, chain.vienna, made["towels-vienna"].proposal_id)
        assert (found.proposal.state, found.proposal.origin_id) == ("discussion", origin)
        assert found.proposal.reason == "Nobody reads it." and "Print label" in found.proposal.sentence
        assert queries.origin_of(session, chain.vienna, found.proposal).version.number == 2
    assert told(chain, "change_offered") >= {chain.vienna.id, chain.rome.id}
    assert ledger(chain, origin) == {
        "towels-vienna": ("offered", "", None), "towels-rome": ("offered", "", None),
    }  # fmt: skip


def test_offering_it_twice_gives_the_same(chain, origin) -> None:
    first, second = (offer(chain, origin, "towels-rome")["towels-rome"].proposal_id for _ in range(2))
    assert first == second and len(ledger(chain, origin)) == 1


def test_what_others_adopt_is_credited_to_where_it_began(chain, origin) -> None:
    there = offer(chain, origin, "towels-vienna")["towels-vienna"].proposal_id
    chain.decide(there, chain.vienna)
    assert ledger(chain, origin) == {"towels-vienna": ("adopted", "", 2)}
    assert chain.worker.id in told(chain, "change_adopted")
    with chain.unit() as session:
        live = catalog.live_version(session, chain.process(session, "towels-vienna"))
        assert "Print_label" not in {step.step_id for step in catalog.steps(session, live.id)}


def test_what_others_decline_comes_back_with_the_reason_and_is_not_offered_again(chain, origin) -> None:
    there = offer(chain, origin, "towels-rome")["towels-rome"].proposal_id
    with chain.unit() as session:
        proposals.reject(session, chain.rome, find(session, chain.rome, there, lock=True), "We need the label.")
    assert ledger(chain, origin) == {"towels-rome": ("declined", "We need the label.", None)}
    assert told(chain, "change_declined") == {chain.owner.id, chain.worker.id}
    again = offer(chain, origin, "towels-rome")["towels-rome"]
    assert again.proposal_id == there and "We need the label." in again.words


def test_what_was_withdrawn_can_be_offered_again(chain, origin) -> None:
    there = offer(chain, origin, "towels-rome")["towels-rome"].proposal_id
    with chain.unit() as session:
        proposals.withdraw(session, chain.owner, find(session, chain.owner, there, lock=True))
    assert offer(chain, origin, "towels-rome")["towels-rome"].proposal_id != there


def test_who_owns_the_process_there_may_decline_it_without_a_role(chain, origin) -> None:
    with chain.unit() as session:
        owner = accounts.actor(session, "Lea", "worker")
        processes.process(session, owner, models.linear("Print label", "Send"), key="post", title="Post")
        anchors = {"post": {"Print_label": "Print_label"}}
    there = offer(chain, origin, "post", chosen=anchors)["post"].proposal_id
    with chain.unit() as session:
        declined = proposals.reject(session, owner, find(session, owner, there, lock=True), "We need it.")
        assert declined.state == "rejected"


def test_its_owner_there_may_revise_it(chain, origin) -> None:
    there = offer(chain, origin, "towels-rome")["towels-rome"].proposal_id
    with chain.unit() as session:
        found = find(session, chain.rome, there, lock=True)
        revised = proposals.revise(session, chain.rome, found, eliminate("Wash_towels"), title="Do not wash")
        assert (revised.revision, revised.state) == (2, "discussion")
    with chain.unit() as session, pytest.raises(Forbidden):
        proposals.revise(session, chain.vienna, find(session, chain.vienna, there, lock=True), eliminate("Wash_towels"))


def test_steps_that_were_drawn_apart_are_suggested_and_said_by_a_person(chain, origin) -> None:
    drawn = models.linear("Gather towels", "Print the label", "Bring towels back")
    with chain.unit() as session:
        processes.process(session, chain.owner, drawn, key="linen", title="Linen")
    asked = offer(chain, origin, "linen")["linen"]
    assert asked.state == "needs_anchor" and asked.proposal_id is None
    best = asked.anchors[0]
    assert (best.source, best.target) == ("Print_label", "Print_the_label") and 0.4 < best.score <= 1
    assert "linen" not in ledger(chain, origin)
    made = offer(chain, origin, "linen", chosen={"linen": {best.source: best.target}})["linen"]
    with chain.unit() as session:
        assert "Print the label" in find(session, chain.owner, made.proposal_id).proposal.sentence


def test_what_is_not_there_at_all_does_not_fit_in_words(chain, origin) -> None:
    chain.publish("towels-vienna", models.linear("Collect towels", "Wash towels", "Return towels"), chain.vienna)
    with chain.unit() as session:
        processes.process(session, chain.owner, models.linear("Bake", "Sell"), key="bread", title="Bread")
    made = offer(chain, origin, "bread", "towels-vienna")
    assert {one.state for one in made.values()} == {"does_not_fit"}
    assert "Print label" in made["towels-vienna"].words and ledger(chain, origin) == {}


def test_a_new_step_has_the_same_id_everywhere_though_the_way_was_led_elsewhere(chain) -> None:
    insert = [{"kind": "insert", "at": {"flow": "Wash_towels-Print_label"}, "type": "userTask", "title": "Iron towels"}]
    origin = chain.live("towels", insert)
    with_fold = models.linear("Collect towels", "Wash towels", "Fold towels", "Print label", "Return towels")
    chain.publish("towels-rome", with_fold, chain.rome)
    for key, by in (("towels-rome", chain.rome), ("towels-vienna", chain.vienna)):
        chain.decide(offer(chain, origin, key)[key].proposal_id, by)
    with chain.unit() as session:
        found = queries.family(session, chain.owner, chain.process(session, "towels"))
        row = next(row for row in queries.matrix(session, found) if row.title == "Iron towels")
        assert "absent" not in row.states.values()


def test_only_what_was_accepted_and_stands_is_offered_and_not_to_itself(chain, origin) -> None:
    draft = chain.draft("towels", eliminate("Wash_towels"))
    with pytest.raises(Conflict) as refused:
        offer(chain, draft, "towels-rome")
    assert refused.value.code == "NOT_ACCEPTED"
    with pytest.raises(Invalid) as itself:
        offer(chain, origin, "towels")
    assert itself.value.code == "SAME_PROCESS"


def test_a_process_that_was_put_away_gets_no_offers(chain, origin) -> None:
    with chain.unit() as session:
        archive(session, chain.owner, chain.process(session, "towels-rome"))
    assert offer(chain, origin, "towels-rome")["towels-rome"].state == "does_not_fit"


def test_who_neither_answers_for_it_nor_may_propose_there_can_offer_nothing(chain, origin) -> None:
    with chain.unit() as session:
        set_policy(session, chain.rome, chain.process(session, "towels-rome"), Policy(propose="managers"))
    with pytest.raises(Forbidden):
        offer(chain, origin, "towels-rome", by=chain.spectator)
    assert offer(chain, origin, "towels-rome")["towels-rome"].state == "offered"


def test_who_may_propose_there_adopts_it_without_being_asked_by_the_origin(chain, origin) -> None:
    made = offer(chain, origin, "towels-vienna", by=chain.worker)["towels-vienna"]
    assert made.state == "offered"


def test_neither_the_ledger_nor_the_origin_name_what_one_may_not_see(chain, origin) -> None:
    offer(chain, origin, "towels-vienna", "towels-rome")
    chain.hide("towels-rome")
    assert set(ledger(chain, origin, by=chain.vienna)) == {"towels-vienna"}
    there = offer(chain, origin, "towels-vienna")["towels-vienna"].proposal_id
    chain.decide(there, chain.vienna)
    with chain.unit() as session:
        source = chain.process(session, "towels")
        source.unit_id, source.unit_path, source.visibility = chain.units["rome"], "rome", "unit"
    with chain.unit() as session:
        assert queries.origin_of(session, chain.vienna, find(session, chain.vienna, there).proposal) is None
