"""Many clients at the same things at the same moment: each task is done by one, each key takes effect once."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest
from sqlalchemy import select

from app.cases.tables import Task
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from tests.factories import models
from tests.processes.engine.models import model, nodes
from tests.support import invariants, storm
from tests.support.awaiting import until
from tests.support.rest import Answer, Rest
from tests.support.servers import Server

CLIENTS = 8


def race(people: list[Rest], tasks: list[str]) -> dict[str, Counter[int]]:
    """Let everybody complete every task, each in an order of their own, and give the statuses by task."""
    found: dict[str, Counter[int]] = {task: Counter() for task in tasks}
    lock = threading.Lock()

    def work(person: Rest, seed: int) -> None:
        # All begin in the same quarter, so that they meet.
        order = sorted(tasks, key=lambda task: tasks.index(task) // 25 + random.Random(f"{seed}{task}").random())
        for task in order:
            answer = person.insist(f"/tasks/{task}/complete", {"data": {}})
            with lock:
                found[task][answer.status] += 1

    threads = [threading.Thread(target=work, args=(person, seed)) for seed, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def raced(server: Server, database_url: str, count: int) -> Counter[int]:
    """Let all clients complete the same tasks at once; give how often each status was answered in all."""
    people = [Rest(server.url, token) for token in storm.tokens(database_url, CLIENTS)]
    people[0].post("/processes", {"key": "one", "title": "One", "bpmn": models.linear("A").decode()})
    tasks = [people[0].post("/processes/one/instances")["tasks"][0]["id"] for _ in range(count)]
    found = race(people, tasks)
    assert [task for task, answers in found.items() if answers != {200: 1, 409: CLIENTS - 1}] == []
    database = Database(database_url)
    with unit_of_work(database, readonly=True) as session:
        assert Counter(session.scalars(select(Task.state))) == {"done": count}
    assert invariants.broken(database) == []
    database.close()
    return sum((answers for answers in found.values()), Counter())


def test_eight_clients_complete_the_same_tasks(server: Server, database_url: str) -> None:
    assert raced(server, database_url, 200) == {200: 200, 409: 200 * (CLIENTS - 1)}


def side_by_side(count: int) -> str:
    """So many branches, in each of which a person fills in something and a script counts on."""
    body = nodes("startEvent:s parallelGateway:p parallelGateway:j userTask:last")
    body += '<scriptTask id="z" scriptFormat="python"><script>x = 0</script></scriptTask>'
    counts = '<userTask id="u{0}"/><scriptTask id="c{0}" scriptFormat="python"><script>x = x + 1</script></scriptTask>'
    body += "".join(counts.format(number) for number in range(count))
    return model(body, "", "s>z z>p j>last " + " ".join(f"p>u{n} u{n}>c{n} c{n}>j" for n in range(count))).decode()


def test_branches_that_are_done_at_once_all_count(server: Server, database_url: str) -> None:
    people = [Rest(server.url, token) for token in storm.tokens(database_url, CLIENTS)]
    people[0].post("/processes", {"key": "many", "title": "Many", "bpmn": side_by_side(CLIENTS)})
    case = people[0].post("/processes/many/instances")
    gate = threading.Barrier(CLIENTS)

    def work(person: Rest, task: str, number: int) -> None:
        gate.wait()
        person.insist(f"/tasks/{task}/complete", {"data": {f"field{number}": number}})

    told = zip(people, case["tasks"], range(CLIENTS), strict=True)
    threads = [threading.Thread(target=work, args=(person, task["id"], n)) for person, task, n in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = people[0].get(f"/instances/{case['id']}")
    assert after["data"] == {"x": CLIENTS, **{f"field{n}": n for n in range(CLIENTS)}}
    assert [task["step"]["id"] for task in after["tasks"]] == ["last"]


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_eight_clients_complete_the_same_thousand_tasks(server: Server, database_url: str) -> None:
    assert raced(server, database_url, 1000) == {200: 1000, 409: 1000 * (CLIENTS - 1)}


def at_once(person: Rest, path: str, body: object, key: str, times: int) -> list[Answer]:
    """Send the same request several times at the same moment."""
    answers: list[Answer] = []
    gate = threading.Barrier(times)

    def send() -> None:
        gate.wait()
        answers.append(person.insist(path, body, key))

    threads = [threading.Thread(target=send) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_key_at_the_same_moment_takes_effect_once(server: Server, database_url: str) -> None:
    """All get the answer of the one that took effect; the same key on another request is refused."""
    person = Rest(server.url, storm.tokens(database_url, 1)[0])
    person.post("/processes", {"key": "one", "title": "One", "bpmn": models.linear("A", "B").decode()})
    for number in range(12):
        started = at_once(person, "/processes/one/instances", {}, f"start {number}", 4)
        assert started[0].status == 201
        assert started == [started[0]] * 4
        task = started[0].body["tasks"][0]["id"]
        done = at_once(person, f"/tasks/{task}/complete", {"data": {}}, f"done {number}", 4)
        assert done[0].status == 200
        assert done == [done[0]] * 4
    assert len(person.get("/instances?process=one&limit=200")["items"]) == 12
    refused = person.call("POST", "/processes/one/instances", {"business_key": "x"}, "start 0")
    assert (refused.status, refused.body["code"]) == (422, "KEY_REUSED")


def test_votes_of_eight_clients_are_those_they_cast_last(server: Server, database_url: str) -> None:
    weather = storm.Storm(server.url, database_url, clients=CLIENTS, cases=1)
    with weather.blowing(storm.votes) as ledger:
        until(lambda: ledger.acknowledged > 50 and len(ledger.votes) == CLIENTS, "fifty votes of all clients")
    weather.check(database_url)
    tally = weather.people[0].get(f"/proposals/{weather.proposal}")["ballot"]["tally"]
    last = Counter(choices[-1] for choices in ledger.votes.values())
    assert {choice: tally[choice] for choice in ("yes", "no", "abstain")} == {
        choice: last[choice] for choice in ("yes", "no", "abstain")
    }
