"""The child process: same answers, bounded time and memory, replaced when it is gone."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator

import pytest

from processes.engine import check, play, prepare
from processes.engine.child import check_in_child, job, play_in_child, stop, worker
from processes.engine.child.wire import OURS, PLAY, Job, packed
from processes.engine.child.worker import Worker
from processes.model import Refused
from tests.processes.engine.models import model, nodes

SMALL = model(nodes("startEvent:s userTask:a endEvent:e"), "", "s>a a>e")
CPU, MEMORY = 5, 1 << 30


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


def test_a_warm_call_is_quick(child: Worker) -> None:
    child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY)
        times.append(time.perf_counter() - began)
    assert min(times) < 0.05


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


def test_what_takes_too_long_to_play_is_shown() -> None:
    child = Worker()
    try:
        began, ended = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        made = child.prepare(Job(busy(), "auto", {}, {}), 2, MEMORY)
        assert time.monotonic() - began < 15
    finally:
        child.stop()
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - ended < 3.5, "two starts, and two seconds of work"
    assert not made.runs
    assert made.why


def test_a_child_that_hangs_is_killed(child: Worker) -> None:
    child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY)
    assert child._child is not None
    first = child._child.pid
    os.kill(first, signal.SIGSTOP)
    began = time.monotonic()
    assert child.prepare(Job(SMALL, "auto", {}, {}), 1, MEMORY).why
    assert time.monotonic() - began < 8
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
    assert play_in_child(SMALL, 3, 50) == play(SMALL, 3, 50)
    with pytest.raises(Refused, match="Expected BPMN"):
        play_in_child(b"<x/>", 0, 50)
    stop()


def test_what_takes_too_long_is_not_played_to_the_end() -> None:
    child = Worker()
    try:
        began = time.monotonic()
        with pytest.raises(Refused) as caught:
            child.play(Job(busy(), PLAY, {}, {}, 0, 10_000_000), 1, MEMORY)
        assert caught.value.code == "LIMITS"
        assert time.monotonic() - began < 6
        assert child.play(Job(SMALL, PLAY, {}, {}, 0, 50), CPU, MEMORY).ended
    finally:
        child.stop()


def test_a_mistake_of_ours_is_said_and_the_child_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(job, "prepare", broken)
    monkeypatch.setattr(job, "_limit", lambda *limits: None)
    head = {"cpu": 1, "memory": MEMORY, "mode": "auto", "files": [], "known": {}, "seed": 0, "steps": 0}
    answer = job._done(head, SMALL)
    words = "Expected to read this model, but KeyError came in the way. Please report it with the file."
    assert answer == packed({"refused": [OURS, words]})
