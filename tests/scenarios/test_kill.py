"""The server is killed at random moments under load: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import storm
from tests.support.servers import Server

KILLS = 5
MOST_KILLS = 60
OPERATIONS = 10_000


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    started = Server(tmp_path / "data", database_url).start()
    yield started
    started.kill()


def killed(server: Server, chance: random.Random, longest: float) -> None:
    """Let it serve for a while, end it without asking, start it again."""
    time.sleep(chance.uniform(longest / 4, longest))
    server.kill()
    server.start()


def enough(ledger: storm.Ledger) -> bool:
    """Say whether the clients did so much, and so much at once, that the test means something."""
    some = ledger.conflicts and ledger.comments and ledger.votes and ledger.replayed
    return bool(len(ledger.completed) > 10 and some)


@pytest.mark.timeout(900)
def test_kill_under_load(server: Server, database_url: str) -> None:
    weather = storm.Storm(server.url, database_url, clients=5, cases=120)
    kills, chance = 0, random.Random(7)
    with weather.blowing(storm.completes, storm.votes, storm.comments) as ledger:
        while kills < KILLS or (kills < MOST_KILLS and not enough(ledger)):
            killed(server, chance, 1.2)
            kills += 1
    assert enough(ledger), f"Expected some of everything while it was killed {kills} times, but had {ledger}."
    weather.check(database_url)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_operations_under_kills(server: Server, database_url: str) -> None:
    began = time.monotonic()
    weather = storm.Storm(server.url, database_url, clients=8, cases=1500)
    kills, chance = 0, random.Random(11)
    with weather.blowing(storm.completes, storm.votes, storm.comments) as ledger:
        while ledger.acknowledged < OPERATIONS:
            killed(server, chance, 8.0)
            kills += 1
    weather.check(database_url)
    print(
        f"\n{ledger.acknowledged} acknowledged ({ledger.completed.total()} completions, {ledger.comments.total()} "
        f"comments, {sum(map(len, ledger.votes.values()))} votes), {kills} kills, {ledger.replayed} repeated requests, "
        f"{ledger.conflicts} conflicts, {time.monotonic() - began:.0f} s: nothing lost, nothing doubled"
    )
