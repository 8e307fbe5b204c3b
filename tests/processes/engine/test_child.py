"""The child process: same answers, bounded time and memory, replaced when it is gone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from processes.engine import prepare
from processes.engine.child import worker
from processes.engine.child.wire import Job
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
        made = child.prepare(Job(busy(), "auto", {}, {}), 0, MEMORY)
    finally:
        child.stop()
    assert not made.runs
    assert made.why


def test_a_child_that_hangs_is_killed(child: Worker) -> None:
    child.prepare(Job(SMALL, "auto", {}, {}), CPU, MEMORY)
    assert child._child is not None
    first = child._child.pid
    os.kill(first, signal.SIGSTOP)
    began = time.monotonic()
    assert child.prepare(Job(SMALL, "auto", {}, {}), 0, MEMORY).why
    assert time.monotonic() - began < 5
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
