"""The page of changes is what the registry of kinds says, and every code with which one is refused stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from processes.change import KINDS
from processes.change.diff.compare import ORDER
from processes.change.kinds import codes
from scripts import reference
from tests.support.toy_kind import Insert
from tests.support.toy_kind.swap import Swap

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "changes.md"
RAISED = re.compile(r"\b(?:Refusal|CannotChange)\(\s*\"([A-Z_]+)\"")


def test_the_page_is_made_from_the_code() -> None:
    assert PAGE.read_text() == reference.changes(), "Run make docs, and read what changed"


def test_the_page_of_slots_is_made_from_the_code() -> None:
    written = (ROOT / "docs" / "reference" / "slots.md").read_text()
    assert reference.slots_page() == written, "run: make docs"


def test_another_kind_stands_on_it_by_being_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, Insert.kind, Insert)
    made = reference.changes()
    assert f"| {Insert.about.does} |" in made and "`before`: the id of the step after it" in made
    assert "| `NO_WAY_BETWEEN` | `insert` | no way, or more than one," in made
    assert made.partition("## Differences")[2] == PAGE.read_text().partition("## Differences")[2]


def test_a_code_of_two_kinds_names_both_and_one_of_every_change_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, Insert.kind, Insert)
    monkeypatch.setattr(Swap, "codes", {**Insert.codes, "LAST_STEP": codes()["LAST_STEP"]})
    monkeypatch.setitem(KINDS, Swap.kind, Swap)
    made = reference.changes()
    assert "| `NO_WAY_BETWEEN` | `insert`, `swap` |" in made and "| `LAST_STEP` |  |" in made


def test_every_code_that_is_raised_is_registered() -> None:
    files = (ROOT / "processes" / "change").rglob("*.py")
    raised = {code for file in files for code in RAISED.findall(file.read_text())}
    assert len(raised) > 20
    assert raised - codes().keys() == set()


def test_every_kind_of_difference_stands_on_the_page() -> None:
    named = re.findall(r"`(\w+)`", PAGE.read_text().partition("## Differences")[2].partition("## Carrying")[0])
    assert set(ORDER) <= set(named)
