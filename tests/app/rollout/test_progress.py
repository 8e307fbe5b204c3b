"""How far a rollout is, on the pages that follow it: counted up, waiting for the worker, done, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.tables import Person
from app.cases import actions as case_actions
from app.kernel import live
from app.kernel.db.database import Database
from app.kernel.times import clock
from app.rollout import actions, queries
from app.rollout.actions import batches
from app.rollout.tables import Rollout
from app.rollout.values import PATIENCE, progress
from tests.app.rollout.town import Town
from tests.factories import accounts
from tests.factories.proposals import approved

NOON = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)


def test_the_time_that_is_left_is_told_where_it_is_worth_it() -> None:
    at = {"created_at": NOON, "started_at": NOON, "advanced_at": NOON + timedelta(seconds=8)}
    rollout = Rollout(state="running", total=10, moved=3, redirected=1, stayed=0, failed=0, **at)
    with clock.frozen(NOON + timedelta(seconds=8)):
        assert progress(rollout).left == timedelta(seconds=12)
        assert (progress(rollout).went, progress(rollout).to_come) == (4, 6)
        rollout.moved = 8
        assert progress(rollout).left is None


@pytest.mark.parametrize("state", ["planned", "running"])
def test_what_does_not_go_on_says_since_when_and_no_longer_how_long_it_takes(state: str) -> None:
    rollout = Rollout(state=state, total=10, moved=0, redirected=0, stayed=0, failed=0, created_at=NOON)
    if state == "running":
        rollout.started_at, rollout.advanced_at, rollout.moved = NOON, NOON, 4
    with clock.frozen(NOON + PATIENCE):
        assert progress(rollout).waits_since is None
    with clock.frozen(NOON + timedelta(minutes=2)):
        found = progress(rollout)
        assert (found.waits_since, found.waited, found.left) == (NOON, timedelta(minutes=2), None)
        rollout.state, rollout.ended_at = "done", NOON + timedelta(minutes=2)
        assert progress(rollout).waits_since is None


@pytest.fixture
def under_way(town: Town) -> str:
    """Give the id of a rollout to three cases that nobody has moved yet."""
    with town.unit() as session:
        for _ in range(3):
            case_actions.start(session, town.place.workers[0], town.place.process, {})
        session.flush()
        rollout = queries.of_proposal(session, approved(session, town.place).id)
        assert rollout is not None
        return rollout.id


@pytest.fixture
def seen_by(app: Any, town: Town) -> Callable[[str], FlaskClient]:
    """Give a browser of somebody of the town."""

    def sign_in(person_id: str) -> FlaskClient:
        with town.unit() as session:
            return accounts.signed_in(app, session, session.get_one(Person, person_id))

    return sign_in


@contextmanager
def minutes_later(minutes: float) -> Iterator[None]:
    """Look at it after some minutes in which nothing happened."""
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        yield


def test_the_page_counts_up_case_by_case(
    under_way: str, town: Town, seen_by: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 1)
    manager = seen_by(town.place.manager.id)
    with town.unit() as session:
        proposal = session.get_one(Rollout, under_way).proposal_id
    for path in (f"/rollouts/{under_way}", f"/proposals/{proposal}", f"/rollouts/{under_way}/progress"):
        part = manager.get(path).text
        assert "0 of 3 moved" in part and "It begins in a moment." in part, path
        assert "data-live-watch" in part and "Look again" in part, path
    assert "No case has been looked at yet." in manager.get(f"/rollouts/{under_way}/verdicts").text
    with town.unit() as session:
        actions.advance(session, under_way)
    assert "1 of 3 moved" in manager.get(f"/rollouts/{under_way}/progress").text
    assert manager.get(f"/rollouts/{under_way}/verdicts").text.count("Goes on in the new version") == 1
    with town.unit() as session:
        while session.get_one(Rollout, under_way).goes_on:
            actions.advance(session, under_way)
    ended = manager.get(f"/rollouts/{under_way}").text
    assert "All 3 running cases are on the new version." in ended
    assert 'href="#revert"' in ended
    assert "data-live-watch" not in ended and "Look again" not in ended


def test_a_worker_that_does_nothing_is_told_with_what_to_do(
    under_way: str, town: Town, seen_by: Callable[[str], FlaskClient]
) -> None:
    with town.unit() as session:
        ops = accounts.person(session, "Olaf Ops", "ops").id
    manager, looks_after_it = seen_by(town.place.manager.id), seen_by(ops)
    with minutes_later(2):
        for browser, what in (
            (manager, "tell those who look after Stepwell"),
            (looks_after_it, "whether a server with a worker"),
        ):
            said = browser.get(f"/rollouts/{under_way}/progress").text
            assert "It has been waiting for the worker for 2 min." in said
            assert "Nothing is lost" in said and what in said


def test_who_does_not_see_the_process_sees_no_part_of_it(
    under_way: str, town: Town, seen_by: Callable[[str], FlaskClient]
) -> None:
    with town.unit() as session:
        invited = accounts.person(session, "Gita Guest", "guest").id
    guest = seen_by(invited)
    for part in ("", "/progress", "/verdicts"):
        assert guest.get(f"/rollouts/{under_way}{part}").status_code == 404


def test_pages_that_follow_it_hear_that_it_is_taken_back(
    under_way: str,
    town: Town,
    database: Database,
    seen_by: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(live, "ping", lambda _session, *topics: told.extend(topics))
    with town.unit() as session:
        found = queries.find(session, town.place.manager, under_way, lock=True)
        actions.revert(session, town.place.manager, found, "We need the form.")
    assert f"rollout:{under_way}" in told
    said = seen_by(town.place.manager.id).get(f"/rollouts/{under_way}/progress").text
    assert "This version was taken back." in said
