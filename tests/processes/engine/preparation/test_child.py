"""The child process: same answers, bounded time and memory, replaced when it is gone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from processes.engine import check, dry_run, prepare
from processes.engine.preparation.child import check_in_child, dry_run_in_child, job, stop, worker
from processes.engine.preparation.child.wire import DRY_RUN, OURS, Job, head_and_body
from processes.engine.preparation.child.worker import Worker
from processes.engine.runtime.effort import MOST_EFFORT, TOO_LARGE, Effort
from processes.model import Refused
from tests.processes.engine.models import model, nodes

SMALL = model(nodes("startEvent:s userTask:a endEvent:e"), "", "s>a a>e")
CPU, MEMORY = 60, 1 << 30


@pytest.fixture(scope="module")
def child() -> Iterator[Worker]:
    """One worker for all tests here."""
    made = Worker()
    yield made
    made.stop()


def test_the_child_answers_as_this_process_does(child: Worker) -> None:
    assert child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY) == prepare(SMALL)


def test_refusals_come_through(child: Worker) -> None:
    with pytest.raises(Refused) as caught:
        child.prepare(Job(b"", "auto", {}, {}), CPU, MEMORY)
    assert caught.value.code == "EMPTY"


def test_one_child_does_many_jobs(child: Worker) -> None:
    child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY)
    assert child._child is not None
    first = child._child.pid
    for _ in range(5):
        child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY)
    assert child._child.pid == first


def test_a_child_that_is_gone_is_replaced(child: Worker) -> None:
    child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY)
    assert child._child is not None
    os.kill(child._child.pid, signal.SIGKILL)
    child._child.wait()
    assert child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY).runs


def test_too_much_memory_is_refused(child: Worker) -> None:
    chain = [f"n{n}" for n in range(3000)]
    flows = " ".join(f"{a}>{b}" for a, b in zip(["s", *chain[:-1]], chain, strict=True))
    large = model(nodes("startEvent:s " + " ".join(f"userTask:{n}" for n in chain)), "", flows)
    with pytest.raises(Refused):
        child.prepare(Job(large, "auto", {}, {}), CPU, 20 << 20)
    assert child.prepare(Job(large, "auto", {}, {}), CPU, MEMORY).runs


def busy() -> bytes:
    """A model in which every round opens fifteen hundred tasks more."""
    ways = [f"n{n}" for n in range(1500)]
    flows = "s>m m>g " + " ".join(f"g>{way} {way}>m" for way in ways)
    return model(
        nodes("startEvent:s exclusiveGateway:m parallelGateway:g " + " ".join(f"userTask:{way}" for way in ways)),
        "",
        flows,
    )


def test_what_is_too_large_to_play_is_counted_however_busy_the_machine(child: Worker) -> None:
    xml, patient = busy(), 200
    here = prepare(xml)
    assert not here.runs and here.why == TOO_LARGE
    assert child.prepare(Job(xml, "auto", {}, {}), patient, MEMORY) == here
    played = child.dry_run(Job(xml, DRY_RUN, {}, {}, 0, 10_000_000), patient, MEMORY)
    assert played == dry_run(xml, 0, 10_000_000) == dry_run(xml, 0, 20_000_000)
    assert not played.ended and played.why == TOO_LARGE and played.tasks > 10


def test_tries_share_what_they_may_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []
    real = Effort.spend

    def spend(effort: Effort, work: int) -> None:
        spent.append(work)
        real(effort, work)

    monkeypatch.setattr(Effort, "spend", spend)
    dry_run(busy())
    assert MOST_EFFORT < sum(spent) < MOST_EFFORT + 10_000


def test_what_does_not_end_is_stopped_and_said_in_other_words() -> None:
    child = Worker()
    try:
        made = child.prepare(Job(busy(), "auto", {}, {}), 0.5, MEMORY)
        assert not made.runs and made.why and made.why != TOO_LARGE and "was stopped" in made.why
    except Refused as refused:  # a machine on which even looking at it takes as long
        assert refused.code == "LIMITS"
    finally:
        child.stop()


def test_a_child_that_hangs_is_killed(child: Worker) -> None:
    child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY)
    assert child._child is not None
    first = child._child.pid
    os.kill(first, signal.SIGSTOP)
    assert child.prepare(Job(SMALL, "auto", {}, {}), 1, MEMORY).why
    assert child._child.pid != first


def test_the_child_knows_no_secrets(child: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWELL_SECRET_KEY", "hush")
    spawned = worker._spawned()
    try:
        with open(f"/proc/{spawned.pid}/environ", "rb") as environment:
            assert b"hush" not in environment.read()
    finally:
        spawned.kill()
        spawned.wait()
        for pipe in (spawned.stdin, spawned.stdout):
            if pipe is not None:
                pipe.close()


def test_check_and_play_in_the_child_say_what_they_say_here() -> None:
    for xml in (SMALL, b"", b"<x/>", busy()[:-20]):
        assert check_in_child(xml) == check(xml)
    assert dry_run_in_child(SMALL, 3, 50) == dry_run(SMALL, 3, 50)
    with pytest.raises(Refused, match=r"no BPMN 2\.0 definitions"):
        dry_run_in_child(b"<x/>", 0, 50)
    stop()


def test_what_does_not_end_is_not_played_to_the_end() -> None:
    child = Worker()
    try:
        with pytest.raises(Refused) as caught:
            child.dry_run(Job(busy(), DRY_RUN, {}, {}, 0, 10_000_000), 0.05, MEMORY)
        assert caught.value.code == "LIMITS"
        assert child.dry_run(Job(SMALL, DRY_RUN, {}, {}, 0, 50), CPU, MEMORY).ended
    finally:
        child.stop()


def test_a_mistake_of_ours_is_said_and_the_child_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(job, "prepare", broken)
    monkeypatch.setattr(job, "_limit", lambda *limits: None)
    head = {"cpu": 1, "memory": MEMORY, "mode": "auto", "files": [], "known": {}, "seed": 0, "steps": 0}
    answer = job._run(head, SMALL)
    words = "This model could not be read: KeyError came in the way. Please report it with the file."
    assert head_and_body(answer)[0] == {"refused": [OURS, words]}
