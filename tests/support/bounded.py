"""No run hangs and no test is lost, however busy the machine: what pytest-timeout and xdist leave open.

The time of a test is told by a signal. It is let through only while the test, its fixtures and their ends run, so that
it fails that test and never cuts off a report, which would take the worker with it. The ends of fixtures have time of
their own. A test whose worker died is not run again by the worker that takes the rest of its file. A run that lasts
longer than `longest` says which tests were running and ends.
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ENDING = 120.0


class Bounded:
    """The hooks of one process of a run whose processes share a folder."""

    def __init__(self, folder: Path, longest: float, ending: float = ENDING) -> None:
        self._folder, self._ending = folder, ending
        self._handler: Callable[[int, object], object] | None = None
        self._late = False
        if longest and "PYTEST_XDIST_WORKER" not in os.environ:
            watch = threading.Timer(longest, self._give_up, [longest])
            watch.daemon = True
            watch.start()

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        """Note what runs here; fail at once what another worker did not survive."""
        self._late = False
        note = self._note(item)
        if note.exists():
            pytest.fail(f"Expected this test to end, but the worker that ran it first died: {note.read_text()}", False)
        note.write_text(f"{os.getpid()} {item.nodeid}")
        with self._told():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Let the signal through while the test runs."""
        with self._told():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        """Give the ends of fixtures time of their own where the test has used up its."""
        if self._handler is not None and signal.getitimer(signal.ITIMER_REAL)[0] == 0:
            signal.setitimer(signal.ITIMER_REAL, self._ending, self._ending)
        self._late = False
        try:
            with self._told():
                return (yield)
        finally:
            note = self._note(item)
            if note.exists() and note.read_text().startswith(f"{os.getpid()} "):
                note.unlink()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Let the signal through until the block ends, and what came before it."""
        if self._handler is not None:
            signal.signal(signal.SIGALRM, self._handler)
        if self._late and callable(self._handler):
            self._handler(signal.SIGALRM, None)
        try:
            yield
        finally:
            found = signal.getsignal(signal.SIGALRM)
            self._handler = found if callable(found) else None
            if self._handler is not None:
                signal.signal(signal.SIGALRM, self._keep)

    def _keep(self, number: int, frame: object) -> None:
        """Remember that the time is over until the next phase begins: a report is made now."""
        self._late = True

    def _note(self, item: pytest.Item) -> Path:
        return self._folder / f"running-{hashlib.sha1(item.nodeid.encode(), usedforsecurity=False).hexdigest()}"

    def _give_up(self, longest: float) -> None:
        """Say what was running, end the workers, then this process."""
        running = [note.read_text().split(" ", 1) for note in self._folder.glob("running-*")]
        tests = "\n".join(f"  {name}" for _, name in running) or "  none"
        said = f"\nThe tests did not end within {longest:.0f} seconds and were stopped. These were running:\n{tests}\n"
        print(said, file=sys.__stderr__, flush=True)
        faulthandler.dump_traceback(file=sys.__stderr__)
        for pid, _ in running:
            os.kill(int(pid), signal.SIGKILL)
        os._exit(3)
