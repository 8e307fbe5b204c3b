"""The workers of the sandbox: killed ones are replaced, forked processes have their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from processes.engine import ScriptRejected, definition, prepare
from processes.expressions.sandbox import Sandbox
from tests.processes.engine.models import Case, model, nodes
from tests.support.awaiting import ended, until

ENDLESS = "i = 0\nwhile i < 10 ** 12:\n    i += 1"


def workers() -> set[int]:
    """The processes that this one has started and that still run."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = entry.read_text().partition(" (")
        except OSError:
            continue
        state, parent = rest.rpartition(") ")[2].split()[:2]
        if int(parent) == os.getpid() and state != "Z":
            found.add(int(pid))
    return found


@pytest.fixture
def own() -> Any:
    """A sandbox, and the processes that belong to it."""
    before = workers()
    made = Sandbox(workers=1)
    assert made.evaluate("1 + 1", {}) == 2
    yield made, lambda: workers() - before
    made.close()


def kill(pids: set[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def spent(pids: set[int]) -> int:
    """What processes have used of the processor, in its own ticks."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats)


def kill_at_work(pids: set[int]) -> threading.Thread:
    """Kill processes, in a thread of its own, once they are at work."""
    before = spent(pids)

    def wait() -> None:
        until(lambda: spent(pids) > before + 3, "a worker to be at work")
        kill(pids)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_worker_killed_between_calls_is_replaced(own: Any) -> None:
    sandbox, its = own
    kill(its())
    time.sleep(0.05)
    assert sandbox.evaluate("1 + 2", {}) == 3


def test_a_call_whose_worker_is_killed_says_so_and_the_next_works(own: Any) -> None:
    sandbox, its = own
    said: list[str] = []

    def run() -> None:
        try:
            sandbox.execute(ENDLESS, {})
        except ScriptRejected as error:
            said.append(error.words)

    killer, thread = kill_at_work(its()), threading.Thread(target=run)
    thread.start()
    ended(killer, thread)
    assert len(said) == 1 and "was stopped" in said[0] and "Try the step again" in said[0]
    assert sandbox.evaluate("1 + 2", {}) == 3


def test_a_killed_script_is_an_incident_that_can_be_tried_again(own: Any) -> None:
    sandbox, its = own
    body = nodes("startEvent:s endEvent:e") + f'<scriptTask id="t"><script><![CDATA[{ENDLESS}]]></script></scriptTask>'
    made = prepare(model(body, flows="s>t t>e"), "executable")
    assert made.runnable is not None
    compiled = definition(made.runnable, "executable")
    object.__setattr__(compiled, "sandbox", sandbox)
    killer = kill_at_work(its())
    case = Case(compiled)
    ended(killer)
    assert case.status == "failed"
    incident = case.turn.incidents[0]
    assert "was stopped" in str(incident)


FORKED = """
import os, sys
from processes.expressions.sandbox import SANDBOX
assert SANDBOX.evaluate("1 + 1", {}) == 2
children = []
for number in range(2):
    pid = os.fork()
    if pid == 0:
        fine = SANDBOX.evaluate("40 + n", {"n": number}) == 40 + number
        fine = fine and SANDBOX.execute("x = n * 2", {"n": 4}) == {"x": 8}
        try:
            SANDBOX.execute("x = 1 / 0", {})
            fine = False
        except Exception as error:
            fine = fine and "ZeroDivisionError" in str(error)
        SANDBOX.close()
        os._exit(0 if fine else 1)
    children.append(pid)
ended = [os.waitpid(pid, 0)[1] for pid in children]
assert SANDBOX.evaluate("3 + 3", {}) == 6
SANDBOX.close()
sys.exit(1 if any(ended) else 0)
"""


def test_processes_forked_after_first_use_work() -> None:
    here = str(Path(__file__).parents[4])
    done = subprocess.run(
        [sys.executable, "-c", FORKED], timeout=60, check=False, capture_output=True, text=True, cwd=here
    )
    assert done.returncode == 0, done.stderr


def test_many_threads_share_few_workers(own: Any) -> None:
    sandbox, its = own
    wrong: list[Any] = []

    def run(number: int) -> None:
        for turn in range(10):
            found = sandbox.execute("z = n * 100 + k", {"n": number, "k": turn})
            if found != {"z": number * 100 + turn}:
                wrong.append(found)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and len(its()) <= 1


def test_memory_is_limited(own: Any) -> None:
    sandbox, _ = own
    for script in ("x = 'a' * 10 ** 9", "x = []\nwhile True:\n    x.append('y' * 1000)", "x = [0] * 10 ** 9"):
        with pytest.raises(ScriptRejected):
            sandbox.execute(script, {})
