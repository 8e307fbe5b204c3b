"""A throw-away PostgreSQL cluster on loopback: `python -m tests.support.postgres` runs one until it is stopped.

The tests run it as a process of its own that ends by itself, and removes its files, once the tests are gone.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.support.awaiting import until
from tests.support.ports import HOST, free_port
from tests.support.postgres_binaries import Account, account, folder, reachable

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=256MB")
SETTINGS = (
    "max_connections=200",
    "shared_buffers=64MB",
    "unix_socket_directories=",
    "autovacuum=off",
    "log_min_messages=fatal",
    "timezone=UTC",
    "jit=off",
)
SECONDS = 60.0
MEMORY = "/dev/shm"
ROOM = 3_000_000_000
_launched: list[subprocess.Popen[bytes]] = []


class Cluster:
    """A running cluster that can be ended like `pg_ctl restart -m immediate` does, and started again."""

    def __init__(self, binaries: Path, scratch: Path, who: Account, quick: tuple[str, ...]) -> None:
        self._given = (binaries, scratch / "data", who, quick)
        self._password = secrets.token_hex(8)
        _create(binaries, scratch, who, self._password)
        self._process, self.port = _start(*self._given, self._password)

    @property
    def url(self) -> str:
        """The URL of its database `postgres`."""
        return _url(self._password, self.port, "postgres")

    def restart(self) -> None:
        """End it without waiting for anybody, all connections with it, and start it on the same port."""
        self.end()
        self.begin()

    def end(self) -> None:
        """End it without waiting for anybody, all connections with it."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(SECONDS)

    def begin(self) -> None:
        """Start it again, on the same port."""
        self._process, self.port = _start(*self._given, self._password, self.port)

    def stop(self) -> None:
        """End it."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(SECONDS)


@contextmanager
def restartable(*, durable: bool = True) -> Iterator[Cluster]:
    """Run a cluster of one's own until the block ends; `durable` keeps fsync on, for reliability tests."""
    scratch = Path(tempfile.mkdtemp(prefix="stepwell-pg-", dir=None if durable else _memory()))
    who = account()
    try:
        who.own(scratch)
        made = Cluster(reachable(folder(), who, scratch), scratch, who, () if durable else QUICK)
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Run a server until the block ends and give its URL."""
    with restartable(durable=durable) as made:
        yield made.url


def _memory() -> str | None:
    """Give the folder that is kept in memory, where there is one with room: databases are copied faster."""
    there = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if there else None


def _url(password: str, port: int, name: str) -> str:
    return f"postgresql+psycopg://postgres:{password}@{HOST}:{port}/{name}"


def dsn(url: str) -> str:
    """Give the URL as psycopg itself wants it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def _create(binaries: Path, scratch: Path, who: Account, password: str) -> None:
    secret = scratch / "password"
    secret.write_text(password)
    who.own(secret)
    options = ["-U", "postgres", "-A", "password", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"]
    who.run([str(binaries / "initdb"), "-D", str(scratch / "data"), f"--pwfile={secret}", *options])


def _start(
    binaries: Path, data: Path, who: Account, quick: tuple[str, ...], password: str, fixed: int | None = None
) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(5):
        port = fixed or free_port()
        options = [part for one in SETTINGS + quick for part in ("-c", one)]
        command = [str(binaries / "postgres"), "-D", str(data), "-h", HOST, "-p", str(port), *options]
        log = (data.parent / "log").open("wb")
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **who.options(),  # type: ignore[call-overload]
        )
        log.close()
        if _answers(process, dsn(_url(password, port, "postgres"))):
            return process, port
    raise RuntimeError(f"Expected PostgreSQL to start, but it did not: {(data.parent / 'log').read_text()}")


def _answers(process: subprocess.Popen[bytes], where: str) -> bool:
    def connects() -> bool:
        try:
            psycopg.connect(where, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    try:
        return until(connects, "PostgreSQL to take connections", going=lambda: process.poll() is None)
    except AssertionError:
        return False


def shared(folder_of_run: Path) -> str:
    """Give the URL of the one cluster of this test run, started by the worker that asks first."""
    folder_of_run.mkdir(parents=True, exist_ok=True)
    note = folder_of_run / "postgres.json"
    with (folder_of_run / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            _launch(note)
        return str(json.loads(note.read_text())["url"])


def _launch(note: Path) -> None:
    parent = os.environ.get("STEPWELL_TEST_RUN_PID", str(os.getpid()))
    log = note.with_suffix(".log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.postgres", "--for", parent, "--note", str(note)],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=Path(__file__).resolve().parents[2],
        start_new_session=True,
    )
    log.close()
    _launched.append(process)
    while not note.exists():
        if process.poll() is not None:
            raise RuntimeError(note.with_suffix(".log").read_text())
        time.sleep(0.05)


def stop_shared(folder_of_run: Path) -> None:
    """Stop the cluster of this test run, if one was started, and wait until it is gone."""
    note = folder_of_run / "postgres.json"
    if not note.exists():
        return
    pid = int(json.loads(note.read_text())["pid"])
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 20
    while note.exists() and time.monotonic() < until:
        time.sleep(0.02)
    for process in _launched:
        process.wait(20)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main(arguments: list[str]) -> None:
    """Run a cluster, write its URL, and end with SIGTERM or with the process it was started for."""
    options: dict[str, Any] = dict(zip(arguments[::2], arguments[1::2], strict=True))
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, frame: stopped.append(got))
    with cluster() as url:
        print(url, flush=True)
        note = Path(options["--note"]) if "--note" in options else None
        if note:
            fresh = note.with_suffix(".new")
            fresh.write_text(json.dumps({"url": url, "pid": os.getpid()}))
            fresh.rename(note)
        while not stopped and ("--for" not in options or _alive(int(options["--for"]))):
            time.sleep(0.25)
    if note:
        note.unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])
