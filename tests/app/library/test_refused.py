"""A folder from anywhere: no library, tricks with names and links, and what is too large are refused in words."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from sqlalchemy import func, select

from app.catalog.tables import Process
from app.commands.library import facts, reading
from app.commands.library.bringing import import_folder
from app.commands.library.layout import ProcessTold
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from tests.factories import models


def _in(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    return change


def _link(path: str, to: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        target = folder / path
        if target.is_file():
            target.unlink()
        target.symlink_to(to)

    return change


def _write(path: str, content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).write_bytes(content)

    return change


def _many(folder: Path) -> None:
    for number in range(60):
        (folder / "offer" / "v0001" / "beside" / f"{number}.json").write_text("{}")


CHANGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no library": (lambda folder: (folder / "_library.txt").unlink(), "has no _library.txt"),
    "newer format": (_in("_library.txt", "format: 1", "format: 2"), "a newer Stepwell"),
    "a key that leads out": (_in("offer/process.txt", "key: offer", "key: ../offer"), "its folder is called 'offer'"),
    "an absolute key": (_in("offer/process.txt", "key: offer", "key: /etc"), "its folder is called 'offer'"),
    "a link to a model": (_link("offer/v0001/model.bpmn", "/etc/passwd"), "it is a link"),
    "a link to facts": (_link("offer/process.txt", "/etc/passwd"), "it is a link"),
    "a linked process": (_link("linked", "offer"), "it is a link"),
    "a linked version": (_link("offer/v0004", "v0003"), "it is a link"),
    "a pipe": (lambda folder: os.mkfifo(folder / "offer" / "v0001" / "beside" / "p.json"), "no plain file"),
    "a gap": (lambda folder: (folder / "offer" / "v0002").rename(folder / "offer" / "v0009"), "one folder a version"),
    "something else": (_write("offer/v0001/run.sh", b"#!"), "only model.bpmn"),
    "another number": (_in("offer/v0002/version.txt", "number: 2", "number: 1"), "its folder of 2"),
    "another live": (_in("offer/process.txt", "live: 3", "live: 2"), "the last one is 3"),
    "no moment": (_in("offer/v0001/version.txt", "published: 2", "published: x"), "no moment"),
    "no model": (lambda folder: (folder / "offer" / "v0001" / "model.bpmn").unlink(), "it is missing"),
    "no BPMN": (_write("offer/v0001/model.bpmn", b"hello"), "model.bpmn cannot be taken"),
    "entities": (_write("offer/v0001/model.bpmn", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "cannot be taken"),
    "a large model": (_write("offer/v0001/model.bpmn", b" " * 5_000_001), "larger than 5 MB"),
    "large facts": (_write("offer/v0001/version.txt", b"a" * 100_001), "larger than 0.1 MB"),
    "a large table": (_write("offer/v0001/beside/x.dmn", b" " * 1_000_001), "larger than 1 MB"),
    "many files": (_many, "more than 50 things"),
    "an odd file": (_write("offer/v0001/beside/x.exe", b"MZ"), "does not end with"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with one process of three versions, the first with a form."""
    facts_of = {"key": "offer", "title": "Offer", "owner": "bo@example.org", "live": "3"}
    files = {"_library.txt": facts.written([("format", "1")]), "offer/process.txt": facts.written(facts_of.items())}
    for number in (1, 2, 3):
        told = [("number", str(number)), ("published", f"2026-05-0{number}T10:00:00Z")]
        files[f"offer/v000{number}/version.txt"] = facts.written(told)
        files[f"offer/v000{number}/model.bpmn"] = models.linear("A", f"B{number}")
    files["offer/v0001/beside/ask.form"] = b"{}"
    for name, content in files.items():
        (tmp_path / "a" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "a" / name).write_bytes(content)
    return tmp_path / "a"


def looked_at(folder: Path) -> list[ProcessTold]:
    reading.units_told(folder)
    return reading.processes_told(folder)


def test_what_is_well_is_read(folder: Path) -> None:
    (folder / "README.md").write_text("Ours.")
    (folder / ".git").mkdir()
    (folder / "docs").mkdir()
    (told,) = looked_at(folder)
    assert (told.key, told.owner, len(told.versions)) == ("offer", "bo@example.org", 3)
    assert len({version.identity for version in told.versions}) == 3


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_refused_with_words(what: str, folder: Path) -> None:
    change, words = CHANGES[what]
    change(folder)
    with pytest.raises(click.ClickException) as met:
        looked_at(folder)
    assert words in met.value.message and met.value.message.startswith("Expected ")


def test_too_many_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_VERSIONS", 2)
    with pytest.raises(click.ClickException, match="more than 3 things"):
        looked_at(folder)
    monkeypatch.setattr(reading, "MOST_PROCESSES", 1)
    monkeypatch.setattr(reading, "BESIDES", 0)
    with pytest.raises(click.ClickException, match="more than 1 things"):
        looked_at(folder)


def test_nothing_is_stored_of_what_is_refused(app: StepwellApp, database: Database, folder: Path) -> None:
    (folder / "zzz").symlink_to(folder / "offer")
    with pytest.raises(click.ClickException, match="it is a link"):
        import_folder(database, folder, "")
    with unit_of_work(database, readonly=True) as session:
        assert session.scalar(select(func.count()).select_from(Process)) == 0
