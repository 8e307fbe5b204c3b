"""Two servers, two workers, one PostgreSQL, a proxy: any one of the four processes is killed, and nothing is lost."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from app.cases.tables import StepEvent
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from tests.factories import accounts, models
from tests.support import storm
from tests.support.awaiting import until
from tests.support.ports import is_taken
from tests.support.proxy import Proxy, proxy
from tests.support.rest import Rest
from tests.support.servers import Server
from tests.support.streams import listening

pytestmark = pytest.mark.databases("postgresql")
KILLS, MOST_KILLS = 8, 60  # in turn, so that each of the four is killed
TIMED = 60


@dataclass
class House:
    """All processes of a scaled-out Stepwell."""

    serving: list[Server]
    working: list[Server]
    front: Proxy
    database_url: str

    @property
    def all(self) -> list[Server]:
        """Give the four processes."""
        return [*self.serving, *self.working]


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    extra = {
        "STEPWELL_WORK_IN_SERVER": "no",
        "STEPWELL_SECRET_KEY": "the same for all of them",
        "STEPWELL_THREADS": "24",
    }
    serving = [Server(tmp_path / f"serve{n}", database_url, extra).start() for n in range(2)]
    working = [Server(tmp_path / f"work{n}", database_url, extra, command="work").start() for n in range(2)]
    with proxy(*(server.port for server in serving)) as front:
        yield House(serving, working, front, database_url)
    for server in (*serving, *working):
        server.kill()


def test_any_one_of_four_processes_is_killed(house: House) -> None:
    weather = storm.Storm(house.front.url, house.database_url, clients=4, cases=120)
    manager, topic = weather.people[0], f"proposal:{weather.proposal}"
    timed = begin_timed(manager)
    chance, number = random.Random(3), 0
    with listening(manager, topic) as stream:
        with weather.blowing(storm.completes, storm.votes, storm.comments) as ledger:
            while number < KILLS or (number < MOST_KILLS and ledger.acknowledged <= 50):
                time.sleep(chance.uniform(0.5, 1.5))
                house.all[number % 4].kill()
                time.sleep(chance.uniform(0.2, 0.8))
                house.all[number % 4].start()
                number += 1
        stream.heard.clear()
        vote = f"/proposals/{weather.proposal}/votes"
        until(lambda: manager.post(vote, {"choice": "no"}) and stream.heard, "a vote to be heard")
        assert stream.opened > 1, "the stream should have been lost with its server"
    ledger.votes[manager.token].append("no")
    assert ledger.acknowledged > 50
    weather.check(house.database_url)
    fired_once(house, timed)


def begin_timed(manager: Rest) -> list[str]:
    """Start cases that wait for timers while processes die, and give their ids."""
    bpmn = models.waiting("First", "PT4S", "Last").decode()
    manager.post("/processes", {"key": "timed", "title": "Timed", "bpmn": bpmn, "mode": "executable"})
    cases = [manager.post("/processes/timed/instances") for _ in range(TIMED)]
    for case in cases:
        manager.post(f"/tasks/{case['tasks'][0]['id']}/complete", {"data": {}})
    return [case["id"] for case in cases]


def fired_once(house: House, timed: list[str]) -> None:
    """Each timer has brought its case on exactly once, whichever worker did it."""
    database = Database(house.database_url)

    def opened() -> Counter[str]:
        with unit_of_work(database, readonly=True) as session:
            last = select(StepEvent.instance_id, func.count()).where(
                StepEvent.step_id == "Last", StepEvent.event == "task_opened", StepEvent.instance_id.in_(timed)
            )
            return Counter({case: n for case, n in session.execute(last.group_by(StepEvent.instance_id))})

    until(lambda: len(opened()) == TIMED, f"{TIMED} timers to fire", told=lambda: str(opened()))
    assert set(opened().values()) == {1}
    database.close()


def test_a_session_is_good_at_every_server(house: House) -> None:
    """Who signed in at one server is known at the other, forms and all, also after the first is gone."""
    database = Database(house.database_url)
    with unit_of_work(database) as session:
        email = accounts.person(session, "Ada", "manager", password=True).email
    database.close()
    with requests.Session() as browser:
        browser.headers["Connection"] = "close"
        form = {"email": email, "password": accounts.PASSWORD, "csrf": token_of(browser, f"{house.front.url}/signin")}
        assert browser.post(f"{house.front.url}/signin", form, timeout=60).status_code == 200
        for server in house.serving:
            assert browser.get(f"{house.front.url}/me", timeout=60, allow_redirects=False).status_code == 200
            server.kill()
            until(lambda port=server.port: not is_taken(port), "a killed server's port to be free")
            csrf = token_of(browser, f"{house.front.url}/me")
            name = f"Ada {server.port}"
            browser.post(f"{house.front.url}/me/profile", {"csrf": csrf, "name": name, "handle": "ada"}, timeout=60)
            assert name in browser.get(f"{house.front.url}/me", timeout=60).text
            server.start()


def token_of(browser: requests.Session, url: str) -> str:
    """Read the form token of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get(url, timeout=60).text)
    assert found is not None, url
    return found.group(1)
