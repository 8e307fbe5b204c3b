"""The server is killed at random moments under load: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.kernel import audit
from app.kernel.database import Database
from app.kernel.unit import unit_of_work
from tests.factories import models
from tests.support.rest import Rest
from tests.support.servers import Server, stepwell

SECONDS = 12.0
LAST_ANSWERS = 30.0
VOTERS = 3
CASES = 120


@dataclass
class Ledger:
    """What the server acknowledged, kept by the clients."""

    completed: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    votes: dict[int, list[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    strange: list[object] = field(default_factory=list)


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Server:
    started = Server(tmp_path / "data", database_url).start()
    yield started
    started.kill()


def people(server: Server) -> list[Rest]:
    found = []
    for number, role in enumerate(["manager", *["worker"] * (VOTERS + 1)]):
        email = f"p{number}@example.org"
        stepwell("person", "add", email, "--name", f"P {number}", "--role", role, data=server.data,
                 database_url=server.database_url)  # fmt: skip
        token = stepwell("token", "create", email, data=server.data, database_url=server.database_url)
        found.append(Rest(server.url, token.stdout.strip()))
    return found


def completes(client: Rest, tasks: list[str], ledger: Ledger, until: float, rng: random.Random) -> None:
    """Complete tasks, each of which another client tries too."""
    for task in rng.sample(tasks, len(tasks)):
        if time.monotonic() > until:
            return
        answer = client.insist(f"/tasks/{task}/complete", {"data": {}}, until + LAST_ANSWERS)
        with ledger.lock:
            if answer is not None and answer.status == 200:
                ledger.completed[task] += 1
            elif answer is not None and answer.status != 409:
                ledger.strange.append((task, answer))


def votes(client: Rest, number: int, proposal: str, ledger: Ledger, until: float, rng: random.Random) -> None:
    """Change one's vote again and again."""
    while time.monotonic() < until:
        choice = rng.choice(["yes", "no", "abstain"])
        answer = client.insist(f"/proposals/{proposal}/votes", {"choice": choice}, until + LAST_ANSWERS)
        with ledger.lock:
            if answer is not None and answer.status in (200, 201):
                ledger.votes.setdefault(number, []).append(choice)
            else:
                ledger.strange.append((number, answer))


def test_kill_under_load(server: Server) -> None:
    manager, *workers = people(server)
    manager.post("/processes", {"key": "offer", "title": "Offer", "bpmn": models.linear("A", "B").decode()})
    tasks = [manager.post("/processes/offer/instances")["tasks"][0]["id"] for _ in range(CASES)]
    operations = [{"kind": "eliminate", "step": "B"}]
    given = {"title": "Without B", "reason": "Nobody needs it", "operations": operations}
    proposal = manager.post("/processes/offer/proposals", given)["id"]
    manager.post(f"/proposals/{proposal}/open")
    rng, ledger, until = random.Random(7), Ledger(), time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=completes, args=(client, tasks, ledger, until, random.Random(n)))
        for n, client in enumerate([manager, workers[0]])
    ]
    threads += [
        threading.Thread(target=votes, args=(client, n, proposal, ledger, until, random.Random(n)))
        for n, client in enumerate(workers[1:])
    ]
    for thread in threads:
        thread.start()
    kills = 0
    while time.monotonic() < until:
        time.sleep(rng.uniform(0.3, 1.2))
        server.kill()
        kills += 1
        server.start()
    for thread in threads:
        thread.join(SECONDS + LAST_ANSWERS)
    assert not any(thread.is_alive() for thread in threads)
    assert kills >= 3
    assert ledger.strange == []
    assert len(ledger.completed) > 10
    assert sum(map(len, ledger.votes.values())) > 10
    check(server, manager, proposal, ledger)


def check(server: Server, manager: Rest, proposal: str, ledger: Ledger) -> None:
    """Hold the clients' ledger against the server's history, ballot and audit log."""
    assert set(ledger.completed.values()) == {1}, "two clients were told that they completed the same task"
    done: Counter[str] = Counter()
    cursor: str | None = ""
    while cursor is not None:
        page = manager.get(f"/instances?process=offer&limit=200&cursor={cursor}" if cursor else "/instances?limit=200")
        for case in page["items"]:
            for line in manager.get(f"/instances/{case['id']}/history")["items"]:
                if line["event"] == "task_completed" and line["step"]["id"] == "A":
                    done[line["task"]] += 1
        cursor = page["next"]
    assert max(done.values()) == 1, "a task was done twice"
    assert set(ledger.completed) <= set(done), "an acknowledged completion was lost"
    tally = manager.get(f"/proposals/{proposal}")["ballot"]["tally"]
    last = Counter(choices[-1] for choices in ledger.votes.values())
    assert {c: tally[c] for c in ("yes", "no", "abstain")} == {c: last[c] for c in ("yes", "no", "abstain")}
    database = Database(server.database_url or f"sqlite:///{server.data / 'stepwell.db'}")
    with unit_of_work(database, readonly=True) as session:
        assert list(audit.verify(session)) == []
    database.close()
