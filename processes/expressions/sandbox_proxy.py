"""A sandbox in a process of its own, for processes that were forked after their parent had used one.

Monty's runtime does not survive a fork: what it needs to wait for its workers is gone in the child. So a forked process
starts a fresh one that owns the workers, and asks it over pipes: one JSON line there, one back.
"""

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

from processes.errors import ScriptRejected
from processes.messages import _, unpack

ANSWER_SECONDS = 20.0
LOST = _(
    "Expected the script or condition to run to its end, but the process that carries it out was stopped: "
    "it took too long or was ended from outside. Try the step again."
)


class SandboxProxy:
    """A fresh process with a sandbox, asked by one thread at a time and replaced when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, code: str, known: dict[str, Any], show: str, first: str = "") -> str:
        """What code prints in the sandbox there; ScriptRejected, in words, where it fails."""
        with self._lock:
            try:
                answer = self._answer_to(orjson.dumps([code, known, show, first]) + b"\n")
            except (OSError, ValueError, EOFError, TimeoutError) as error:
                self._end()
                raise ScriptRejected(LOST) from error
        if "error" in answer:
            raise ScriptRejected(unpack(answer["error"]), answer["line"])
        return str(answer["output"])

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _answer_to(self, line: bytes) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = _started()
        assert self._process.stdin is not None
        view = memoryview(line)
        while view:
            view = view[self._process.stdin.write(view) :]
        found: dict[str, Any] = orjson.loads(_line(self._process, time.monotonic() + ANSWER_SECONDS))
        return found

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _started() -> subprocess.Popen[bytes]:
    import processes

    here = str(Path(str(processes.__file__)).parent.parent)
    return subprocess.Popen(
        [sys.executable, "-c", "from processes.expressions.sandbox_server import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        close_fds=True,
        env={"PYTHONPATH": here, "PATH": os.environ.get("PATH", "")},
    )


def _line(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    assert process.stdout is not None
    found = bytearray()
    while not found.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            raise TimeoutError
        part = os.read(process.stdout.fileno(), 1 << 20)
        if not part:
            raise EOFError
        found += part
    return bytes(found)
