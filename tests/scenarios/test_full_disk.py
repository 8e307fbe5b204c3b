"""A disk that is really full, and one that takes no more of a file: words, nothing acknowledged lost, no restart."""

from __future__ import annotations

import http.client
import os
import resource
import secrets
import sqlite3
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.discussion.tables import Comment
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from tests.factories import models
from tests.support import invariants, storm
from tests.support.awaiting import ended, until
from tests.support.rest import Answer, Rest
from tests.support.servers import Server, running

MEGABYTES = 24
ROUNDS, AFTER = 2, 5
pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of a few megabytes; skips where this machine lets nobody mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)]
        made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except FileNotFoundError:
        pytest.skip("Expected the command mount, but there is none.")
    if made.returncode:
        pytest.skip(f"Expected to mount a small disk, but: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True, timeout=20)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Leave no byte on a disk until the block ends."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * size)
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def limited(server: Server, folder: Path) -> Iterator[None]:
    """Let no process of a server write beyond what its largest file has (as `ulimit -f`), until the block ends."""
    assert server.process is not None
    most = max(file.stat().st_size for file in folder.glob("stepwell.db*"))
    _limit(server.process.pid, most)
    try:
        yield
    finally:
        _limit(server.process.pid, resource.RLIM_INFINITY)


def _limit(group: int, size: int) -> None:
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if os.getpgid(int(entry.name)) == group:
                resource.prlimit(int(entry.name), resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


class Writer(threading.Thread):
    """Writes comments, one after the other, each with its key until it is acknowledged; keeps what it was told."""

    def __init__(self, person: Rest, number: int) -> None:
        super().__init__(daemon=True)
        self.acknowledged: list[str] = []
        self.refused: list[Answer] = []
        self.strange: list[object] = []
        self.person, self._number, self._ended = person, number, threading.Event()

    def run(self) -> None:
        """Write until told to end."""
        try:
            while not self._ended.is_set():
                self._write(f"{self._number}.{len(self.acknowledged)} {'words ' * 200}".strip())
        except Exception as error:
            self.strange.append(error)

    def _write(self, text: str) -> None:
        key = secrets.token_hex(8)
        while not self._ended.is_set():
            answer = self.person.call(
                "POST", f"/processes/offer/steps/{models.step_id('A')}/comments", {"text": text}, key
            )
            if answer.status == 201:
                self.acknowledged.append(text)
                return
            if answer.status not in (503, 507):
                self.strange.append(answer)
                return
            self.refused.append(answer)
            self._ended.wait(0.05)

    def end(self) -> None:
        """End after the answer that is awaited."""
        self._ended.set()
        ended(self)


def status(server: Server, path: str) -> int:
    """Ask for a page without signing in."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def awaited(writers: list[Writer], look: Callable[[Writer, int], bool], counts: list[int], what: str) -> None:
    """Wait until something holds of each writer and its count; no longer once one was told something else."""
    until(
        lambda: all(look(one, count) for one, count in zip(writers, counts, strict=True)), what,
        going=lambda: not any(one.strange for one in writers), told=lambda: str([one.strange[:1] for one in writers]),
    )  # fmt: skip


def fails_and_goes_on(server: Server, full: AbstractContextManager[None], writers: list[Writer], code: str) -> None:
    """Have all writers be refused in words, reading go on meanwhile, and all of them write on afterwards."""
    before = [len(one.refused) for one in writers]
    with full:
        awaited(writers, lambda one, count: len(one.refused) > count, before, "all to be refused")
        assert writers[0].person.get("/processes/offer")["key"] == "offer"
        assert (status(server, "/readyz"), status(server, "/healthz")) == (503, 200)
    wrote = [len(one.acknowledged) for one in writers]
    awaited(writers, lambda one, count: len(one.acknowledged) >= count + AFTER, wrote, "all to write on")
    assert status(server, "/readyz") == 200
    said = [answer.body for one in writers for answer in one.refused]
    assert [one for one in said if one["code"] != code or "Nothing of it was saved" not in one["detail"]] == []


@pytest.mark.parametrize("kind", ["disk", "file"])
def test_a_full_disk_is_said_and_all_goes_on_when_there_is_room(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if kind == "file" and not hasattr(resource, "prlimit"):
        pytest.skip("Expected a system that bounds the files of another process, but this one does not.")
    disk = request.getfixturevalue("small_disk") if kind == "disk" else tmp_path
    data, url = disk / "data", f"sqlite:///{disk}/data/stepwell.db"
    code, said = ("DISK_FULL", 507) if kind == "disk" else ("DISK_ERROR", 503)
    with running(data) as server:
        people = [Rest(server.url, token) for token in storm.tokens(url, 3)]
        people[0].post("/processes", {"key": "offer", "title": "Offer", "bpmn": models.linear("A", "B").decode()})
        writers = [Writer(person, number) for number, person in enumerate(people)]
        for one in writers:
            one.start()
        for _ in range(ROUNDS):
            fails_and_goes_on(server, filled(disk) if kind == "disk" else limited(server, data), writers, code)
        for one in writers:
            one.end()
        assert [one.strange for one in writers] == [[], [], []]
        assert {answer.status for one in writers for answer in one.refused} == {said}
        assert server.runs()
    _check(url, data, writers)


def _check(url: str, data: Path, writers: list[Writer]) -> None:
    """Hold what was acknowledged against the database, and the database against its own rules."""
    with closing(sqlite3.connect(data / "stepwell.db")) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database = Database(url)
    try:
        with unit_of_work(database, readonly=True) as session:
            counted = Counter(dict(session.execute(select(Comment.text, func.count()).group_by(Comment.text)).all()))
        acknowledged = {text for one in writers for text in one.acknowledged}
        assert acknowledged <= set(counted), "an acknowledged comment was lost"
        assert set(counted.values()) == {1}, "a comment was written twice"
        assert len(counted) - len(acknowledged) <= len(writers), "what was refused was written all the same"
        assert invariants.broken(database) == []
    finally:
        database.close()
