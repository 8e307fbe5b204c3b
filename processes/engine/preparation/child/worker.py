"""The parent's side: one child that is kept, killed when a job takes too long, and replaced when it is gone."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import orjson

import processes
from processes.engine.preparation.child.wire import LENGTHS, OURS, SHOWN, Job, dry_run_of, job_message, prepared_of
from processes.engine.values import DryRun, Prepared
from processes.messages import _, unpack
from processes.model import Refused

LIMITS = _("Reading this model takes too much time or memory. Simplify it, or split it up.")
STARTING_SECONDS = 120.0
WALL_PER_CPU_SECOND = 4.0  # a busy machine gives a process a share of its time only
JOBS_PER_CHILD = 500
PLAYING_SHARE = 0.7  # of the time; the rest is for looking at what takes too long to play


class Worker:
    """A child process for one thread at a time; its limits stop only what hangs, what is too large is counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._jobs = 0

    def prepare(self, job: Job, cpu_seconds: float, memory_bytes: int) -> Prepared:
        """Have a model prepared; one that takes too long is only looked at, and Refused if even that takes too long."""
        with self._lock:
            for mode, share in ((job.mode, PLAYING_SHARE), (SHOWN, 1 - PLAYING_SHARE)):
                answer = self._attempt(job, mode, cpu_seconds * share, memory_bytes)
                if answer is not None and answer[0].get("refused", [""])[0] not in ("LIMITS", OURS):
                    break
        return prepared_of(*_accept(answer))

    def dry_run(self, job: Job, cpu_seconds: float, memory_bytes: int) -> DryRun:
        """Have a model played; raises Refused for one that cannot be read, or that takes too long."""
        with self._lock:
            answer = self._attempt(job, job.mode, cpu_seconds, memory_bytes)
        return dry_run_of(_accept(answer)[0])

    def _attempt(
        self, job: Job, mode: str, cpu_seconds: float, memory_bytes: int
    ) -> tuple[dict[str, Any], bytes] | None:
        try:
            child = self._running()
            _write(child, job_message(job, mode, cpu_seconds, memory_bytes))
            return _answer(child, time.monotonic() + WALL_PER_CPU_SECOND * cpu_seconds + 1.0)
        except (OSError, EOFError, TimeoutError):
            self._end()
            return None

    def stop(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._owner != os.getpid():
            self._child = None
        if self._child is not None and (self._child.poll() is not None or self._jobs >= JOBS_PER_CHILD):
            self._end()
        if self._child is None:
            self._child = _spawned()
            self._owner, self._jobs = os.getpid(), 0
            _answer(self._child, time.monotonic() + STARTING_SECONDS)
        self._jobs += 1
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None and self._owner == os.getpid():
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()


def _accept(answer: tuple[dict[str, Any], bytes] | None) -> tuple[dict[str, Any], bytes]:
    if answer is None:
        raise Refused("LIMITS", LIMITS)
    if "refused" in answer[0]:
        raise Refused(*answer[0]["refused"])
    return answer


def _spawned() -> subprocess.Popen[bytes]:
    """A child that knows nothing of this process's secrets: its environment holds where the code is, no more."""
    here = str(Path(str(processes.__file__)).parent.parent)
    return subprocess.Popen(
        [sys.executable, "-m", "processes.engine.preparation.child.job"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        close_fds=True,
        env={"PYTHONPATH": here, "PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0"},
    )


def _write(child: subprocess.Popen[bytes], job: bytes) -> None:
    assert child.stdin is not None
    view = memoryview(job)
    while view:
        view = view[child.stdin.write(view) :]


def _answer(child: subprocess.Popen[bytes], deadline: float) -> tuple[dict[str, Any], bytes]:
    head, body = LENGTHS.unpack(_read(child, LENGTHS.size, deadline))
    return unpack(orjson.loads(_read(child, head, deadline))), _read(child, body, deadline)


def _read(child: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    assert child.stdout is not None
    found = bytearray()
    while len(found) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
            raise TimeoutError
        part = os.read(child.stdout.fileno(), min(size - len(found), 1 << 20))
        if not part:
            raise EOFError
        found += part
    return bytes(found)
