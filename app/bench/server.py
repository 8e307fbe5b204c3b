"""A Stepwell of its own for measuring, and the CPU it has used."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """A running server: its port and the process whose CPU counts."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Give the CPU seconds that the server and all its children have used so far."""
        return sum(_ticks(pid) for pid in _family(self.pid)) / TICKS

    def fine_cpu(self) -> float:
        """Give the same to the microsecond, of the threads that live: for short spans between two looks."""
        return sum(_nanoseconds(pid) for pid in _family(self.pid)) / 1e9


@contextmanager
def serving(data: Path) -> Iterator[Measured]:
    """Serve a data folder on a free port until the block ends."""
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "STEPWELL_RATE_LIMITS": "off"}
    command = [*COMMAND, "serve", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait(port, process)
        yield Measured(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("Expected the server to start, but it ended. Run `stepwell serve` to see why.")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Expected the server to answer within a minute, but it did not.")


def _family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            parents.setdefault(int(stat[1]), []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += parents.get(pid, [])
    return found


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return []


def _ticks(pid: int) -> int:
    stat = _stat(pid)
    return sum(int(stat[i]) for i in (11, 12)) if stat else 0


def _nanoseconds(pid: int) -> int:
    spent = 0
    for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError, IndexError):
            spent += int(thread.read_text().split()[0])
    return spent
