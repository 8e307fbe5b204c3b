"""What waits for signatures is prepared, for all processes that may take it; what is stale never goes live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.actions import reading
from app.impact.queries.preview import refused
from app.kernel import jobs
from app.kernel.db.database import Database
from app.proposals import actions as proposal_actions
from app.rollout.actions import prepare
from processes import change
from tests.app.rollout.town import Town
from tests.factories import models, proposals
from tests.factories.proposals import eliminate
from tests.processes.decisions.tables import dmn, formula

LONGER = models.linear("Write brief", "Ask Legal", "Print form", "Check", "Send")


def test_what_waits_for_a_signature_is_prepared_for_all_processes_that_may_take_it(
    town: Town, database: Database, fresh: Callable[[], None], worked: dict[str, list[bool]], signs: Callable[..., int]
) -> None:
    proposal_id = town.accepted()
    worked.clear()
    jobs.drain(database)
    assert worked["prepare_in_child"] == [True] and list(town.kept()) == [proposal_id]
    expected = town.live()
    fresh()
    worked.clear()
    assert signs(f"proposals/{proposal_id}/approve") == 200
    assert "prepare_in_child" not in worked, "it was there already"
    assert town.live().id != expected.id and town.live().runs and town.kept() == {}


@pytest.fixture
def poisoned(town: Town, database: Database, fresh: Callable[[], None]) -> str:
    """Give an accepted proposal of which something tellable is kept, as another process reads it."""
    proposal_id = town.accepted()
    jobs.drain(database)
    town.poison()
    fresh()
    return proposal_id


def test_what_is_kept_goes_live(town: Town, poisoned: str) -> None:
    town.act(proposal_actions.approve, poisoned)
    assert town.live().why == "As it was kept"


@pytest.mark.parametrize("what", ["the live model", "a file beside it", "how it runs"])
def test_what_is_stale_does_not_go_live(town: Town, poisoned: str, what: str) -> None:
    before = town.live()
    if what == "the live model":
        town.publish(LONGER)
    elif what == "a file beside it":
        town.publish(before.xml, files={"t.dmn": dmn(formula("t", "1"))})
    else:
        town.publish(before.xml, mode="documenting")
    assert town.live().why != "As it was kept"
    town.act(proposal_actions.approve, poisoned)
    after = town.live()
    assert after.number == 3 and after.proposal_id == poisoned and after.why != "As it was kept"
    assert after.mode == ("documenting" if what == "how it runs" else before.mode)


def test_what_another_release_has_prepared_does_not_go_live(
    town: Town, poisoned: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "edition", lambda: "the next one")
    town.act(proposal_actions.approve, poisoned)
    assert town.live().why != "As it was kept"


def test_when_the_live_version_moves_it_is_prepared_anew(town: Town, database: Database, poisoned: str) -> None:
    before = town.kept()
    town.publish(LONGER)
    jobs.drain(database)
    after = town.kept()
    assert after.keys() == before.keys() and after != before
    town.act(proposal_actions.approve, poisoned)
    assert town.live().why != "As it was kept" and "Ask_Legal" in catalog.model(town.live()).graph.nodes


def revise(session: Session, by: Any, found: Any) -> None:
    proposal_actions.revise(session, by, found, eliminate("Check"))


@pytest.mark.parametrize("end", ["approve", "reject", "withdraw", "revise", "conflict"])
def test_it_is_thrown_away_when_the_proposal_goes_on(town: Town, poisoned: str, end: str) -> None:
    author = town.place.workers[0]
    if end == "conflict":
        town.publish(models.linear("Write brief", "Check", "Send"))
    elif end in ("withdraw", "revise"):
        act = revise if end == "revise" else proposal_actions.withdraw
        with town.unit() as session:
            act(session, author, proposals.queries.find(session, author, poisoned, lock=True))
    elif end == "reject":
        town.act(proposal_actions.reject, poisoned, "We need it.")
    else:
        town.act(proposal_actions.approve, poisoned)
    assert town.kept() == {}


def test_what_went_on_meanwhile_is_not_kept(
    town: Town, database: Database, fresh: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal_id = town.accepted()
    fresh()
    real = reading.prepare_in_child

    def rejecting(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(reading, "prepare_in_child", real)
        town.act(proposal_actions.reject, proposal_id, "We need it.")
        return real(*given, **more)

    monkeypatch.setattr(reading, "prepare_in_child", rejecting)
    jobs.drain(database)
    assert town.kept() == {} and reading.prepare_in_child is real


def test_as_many_are_kept_as_there_is_room_for(town: Town, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = town.accepted(), town.accepted("Check")
    jobs.drain(database)
    assert set(town.kept()) == {first, second}
    monkeypatch.setattr(prepare, "MOST", 1)
    third = town.accepted("Send")
    jobs.drain(database)
    assert list(town.kept()) == [third]


def test_what_is_too_large_is_prepared_when_it_goes_live(
    town: Town, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "LARGEST", 10)
    proposal_id = town.accepted()
    jobs.drain(database)
    assert town.kept() == {}
    town.act(proposal_actions.approve, proposal_id)
    assert town.live().number == 2 and town.live().runs


def test_what_does_not_fit_is_not_prepared_and_says_so_when_it_is_signed(
    town: Town, database: Database, fresh: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal_id = town.accepted()
    gone = refused("ANCHOR_GONE", "That step is gone.")
    fresh()
    monkeypatch.setattr(change, "apply", lambda model, operations: gone)
    jobs.drain(database)
    assert town.kept() == {}
    town.act(proposal_actions.approve, proposal_id)
    with town.unit() as session:
        found = proposals.queries.find(session, town.place.owner, proposal_id).proposal
        assert found.state == "conflict" and "That step is gone." in found.outcome_words
