"""The database goes away under load, again and again: 503 meanwhile, then all goes on without a server restarted."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernel.db.database import Database
from tests.factories import models
from tests.support import databases, postgres, storm
from tests.support.awaiting import ended, until
from tests.support.rest import Rest
from tests.support.servers import Server
from tests.support.streams import listening

RESTARTS, EVERY = 3, 3.0


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    """A durable PostgreSQL of this test's own, with our schema."""
    with postgres.restartable(durable=True) as made:
        database = Database(made.url)
        databases.prepare(database)
        database.close()
        yield made


def test_the_database_restarts_under_load(cluster: postgres.Cluster, tmp_path: Path) -> None:
    serving = Server(tmp_path / "data", cluster.url, {"STEPWELL_WORK_IN_SERVER": "no"}).start()
    working = Server(tmp_path / "data", cluster.url, command="work").start()
    try:
        weather = storm.Storm(serving.url, cluster.url, clients=4, cases=60)
        manager = weather.people[0]
        timed = models.waiting("First", "PT1S", "Last").decode()
        manager.post("/processes", {"key": "timed", "title": "Timed", "bpmn": timed, "mode": "executable"})
        statuses = Watch(serving)
        with weather.blowing(storm.completes, storm.votes, storm.comments) as ledger:
            for _ in range(RESTARTS):
                time.sleep(EVERY)
                cluster.restart()
            before = ledger.acknowledged
            until(lambda: ledger.acknowledged > before + 20, "twenty acknowledged requests after the restart")
        assert statuses.end() <= {200, 503}, "a lost connection must be said as 503"
        assert serving.process is not None and serving.process.poll() is None
        assert working.process is not None and working.process.poll() is None
        weather.check(cluster.url)
        timers_and_streams_go_on(weather, manager)
    finally:
        serving.kill()
        working.kill()


def test_what_starts_while_the_database_comes_up_waits_for_it(cluster: postgres.Cluster, tmp_path: Path) -> None:
    working = Server(tmp_path / "data", cluster.url, command="work")
    cluster.end()
    try:
        working.start()
        until(lambda: "Waiting for it." in working.log.read_text(), "the worker to wait", going=working.runs)
        cluster.begin()
        until(lambda: "Working." in working.log.read_text(), "the worker to work", going=working.runs)
        assert working.runs() and working.log.read_text().count("Waiting for it.") == 1, "it says so once"
    finally:
        working.kill()


class Watch:
    """Looks at a list again and again and keeps which statuses came."""

    def __init__(self, server: Server) -> None:
        self._seen: set[int] = set()
        self._ended = threading.Event()
        self._server = server
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=60)
            connection.request("GET", "/readyz" if len(self._seen) % 2 else "/signin")
            self._seen.add(connection.getresponse().status)
            connection.close()

    def end(self) -> set[int]:
        """Give the statuses that came."""
        self._ended.set()
        ended(self._thread)
        return self._seen


def timers_and_streams_go_on(weather: storm.Storm, manager: Rest) -> None:
    """Jobs run again, and what one process says is heard in another, on connections made anew."""
    case = manager.post("/processes/timed/instances")
    manager.post(f"/tasks/{case['tasks'][0]['id']}/complete", {"data": {}})
    opened = f"/instances/{case['id']}"
    until(lambda: [task["step"]["id"] for task in manager.get(opened)["tasks"]] == ["Last"], "the timer to fire")
    topic = f"proposal:{weather.proposal}"
    with listening(manager, topic) as stream:
        until(lambda: _voted(manager, weather.proposal) and topic in stream.heard, "a vote to be heard")


def _voted(person: Rest, proposal: str) -> bool:
    return bool(person.post(f"/proposals/{proposal}/votes", {"choice": "yes"}))
