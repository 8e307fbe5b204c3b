"""What one person can stop: nothing. Each attack runs while somebody else works, on a real server as it is deployed.

How long the other one waited is printed, and kept in docs/reference/attacks.md; it is no assertion.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.kernel.db.database import Database
from tests.support import invariants, servers, storm
from tests.support.attacks import ATTACKS, Scene
from tests.support.neighbour import Neighbour, row
from tests.support.rest import Rest

ALONE = 4.0


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_stop_nobody(name: str, database_url: str, database_kind: str, tmp_path: Path) -> None:
    with servers.running(tmp_path / "data", database_url, STEPWELL_RATE_LIMITS="on") as server:
        mallory, other = storm.tokens(database_url, 2)
        neighbour = Neighbour(server.url, other)
        with neighbour.working() as alone:
            time.sleep(ALONE)
        with neighbour.working() as attacked:
            ended = ATTACKS[name](Scene(Rest(server.url, mallory), database_url))
        line = row(name, database_kind, ended, alone, attacked)
        print(line)
        assert alone.wrong == attacked.wrong == []
        assert server.process is not None and server.process.poll() is None
    database = Database(database_url)
    assert invariants.broken(database) == []
    database.close()
