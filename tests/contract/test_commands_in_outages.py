"""Commands on a full disk or a database that can only be read: a sentence, no traceback, no half a file."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.commands import opening
from app.kernel import disk_space
from app.kernel.atomic_files import written
from app.kernel.db import schema
from app.kernel.db.database import Database
from app.kernel.settings import BadSettings, Settings
from tests.factories import models
from tests.support import servers
from tests.support.failing import read_only
from tests.support.small_files import no_room


def run(*arguments: object, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*servers.COMMAND, *map(str, arguments)],
        capture_output=True, text=True, check=False, env=servers.environment(""), timeout=120, preexec_fn=before,
    )  # fmt: skip


def full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_a_command_on_a_full_disk_says_so_and_leaves_what_was_there(tmp_path: Path) -> None:
    file, out = tmp_path / "abc.bpmn", tmp_path / "out.bpmn"
    file.write_bytes(models.linear("A", "B", "C"))
    out.write_text("as before")
    done = run("change", "eliminate", file, "B", "-o", out, before=full)
    assert done.returncode == 1 and "the disk is full" in done.stderr and "Traceback" not in done.stderr
    assert out.read_text() == "as before" and sorted(tmp_path.iterdir()) == [file, out]
    assert run("change", "eliminate", file, "B", "-o", out).returncode == 0
    assert b"definitions" in out.read_bytes()


def test_a_form_that_is_carried_on_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    base, live, changed, out = (tmp_path / f"{name}.form" for name in ("base", "live", "changed", "out"))
    for file, keys in ((base, "a"), (live, "ab"), (changed, "ac")):
        fields = [{"key": key, "id": f"Field_{key}", "type": "textfield", "label": key} for key in keys]
        file.write_text(json.dumps({"id": "ask", "type": "default", "components": fields}))
    out.write_text("as before")
    done = run("rebase", base, live, changed, "-o", out, before=full)
    assert done.returncode == 1 and "the disk is full" in done.stderr and "Traceback" not in done.stderr
    assert out.read_text() == "as before"
    assert run("rebase", base, live, changed, "-o", out).returncode == 0
    assert {one["key"] for one in json.loads(out.read_text())["components"]} == {"a", "b", "c"}


def test_a_new_installation_on_a_full_disk_says_so(tmp_path: Path) -> None:
    for command in (["token", "create", "a@b.example"], ["doctor"]):
        done = run(*command, "--data", tmp_path / "data", before=full)
        assert done.returncode == 1 and "Traceback" not in done.stderr
        assert "the disk" in done.stderr


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "target"
    for error in (OSError, ValueError):
        with pytest.raises(error), no_room(10), written(target) as part:
            part.write_text("short")
            if error is ValueError:
                raise ValueError("in the middle")
            part.write_text("longer than there is room for")
    assert list(tmp_path.iterdir()) == []
    with written(target) as part:
        part.write_text("one")
    (tmp_path / "link").symlink_to(target)
    with written(tmp_path / "link") as part:
        part.write_text("two")
    assert target.read_text() == "two" and (tmp_path / "link").is_symlink()


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_text()))
    reader.start()
    with written(tmp_path / "pipe") as part:
        part.write_text("through")
    reader.join(20)
    assert got == ["through"]


def test_nothing_starts_that_could_save_nothing(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.require_writable(database)
    with read_only(database), pytest.raises(BadSettings, match=r"Expected to write to the database .*can only be read"):
        schema.require_writable(database)
    monkeypatch.setattr(disk_space, "is_writable", lambda folder: False)
    with pytest.raises(BadSettings, match="Expected to write to the folder"):
        opening.working(settings)


def test_doctor_says_where_little_room_is_left(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = partial(disk_space.places, settings, database)
    monkeypatch.setattr(disk_space, "LITTLE", 0)
    assert [place.problem() for place in look() if place.problem()] == []
    monkeypatch.setattr(disk_space, "LITTLE", 1 << 62)
    assert all("Make room before nothing can be saved" in (place.problem() or "") for place in look())
    monkeypatch.setattr(disk_space, "is_writable", lambda folder: False)
    assert all("can only be read" in (place.problem() or "") for place in look())
