"""A backup holds the files that people sent with forms, and gives them back; an old backup is still read."""

from __future__ import annotations

import gzip
import io
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from app.commands import archive
from app.commands.keeping import backup_command, restore_command
from app.kernel.settings import load
from app.taskforms.files.place import of_settings


def run(command: object, *arguments: object) -> str:
    done = CliRunner().invoke(command, [str(one) for one in arguments])  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done.output


def test_files_come_back_with_the_database(tmp_path: Path) -> None:
    data, other, backup = tmp_path / "data", tmp_path / "other", tmp_path / "b.backup"
    data.mkdir()
    with closing(sqlite3.connect(data / "stepwell.db")) as made:
        made.execute("CREATE TABLE thing (x)")
    kept = of_settings(load({}, data=data)).keep(io.BytesIO(b"a paper"))
    assert "with 1 file" in run(backup_command, "-o", backup, "--data", data)
    assert "with 1 file" in run(restore_command, backup, "--data", other)
    assert of_settings(load({}, data=other)).path(kept.kept_as).read_bytes() == b"a paper"
    assert (other / "stepwell.db").exists()


def test_a_backup_from_before_there_were_files(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as made:
        made.execute("CREATE TABLE thing (x)")
    old = tmp_path / "old.backup"
    old.write_bytes(gzip.compress((tmp_path / "old.db").read_bytes()))
    run(restore_command, old, "--data", tmp_path / "new")
    assert (tmp_path / "new" / "stepwell.db").exists()


def test_a_hostile_backup_writes_nowhere_else(tmp_path: Path) -> None:
    evil = tmp_path / "evil.backup"
    with tarfile.open(evil, "w") as made:
        for name in ("database", "files/../../escaped", "/escaped", "files/" + "g" * 40, "files/" + "a" * 40):
            about = tarfile.TarInfo(name)
            about.size = 1
            made.addfile(about, io.BytesIO(b"x"))
    with archive.opened(load({}, data=tmp_path / "data"), evil) as (database, put_back):
        assert database.read_bytes() == b"x"
        assert put_back() == 1
    assert not (tmp_path / "escaped").exists()
