"""What people and programs are told while the disk is full or the database is away, and that all goes on after it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.tables import Unit
from app.kernel import disk_space
from app.kernel.db import database as databases
from tests.factories import accounts
from tests.support.failing import full, read_only

NAME = "Print shop " * 9


@pytest.fixture
def house(app, unit) -> SimpleNamespace:
    """An administrator as a program and as a browser."""
    with unit() as session:
        ines = accounts.person(session, "Ines Duarte", "admin")
        return SimpleNamespace(
            ines=ines, headers=accounts.bearer(session, ines), browser=accounts.signed_in(app, session, ines)
        )


def add(client: Any, house: SimpleNamespace, number: int = 0, **more: str) -> Any:
    values = {"name": f"{NAME}{number}", "kind": "region"}
    return client.post("/api/v1/units", json=values, headers={**house.headers, **more})


def units(unit: Any) -> int:
    with unit() as session:
        return len(session.scalars(select(Unit)).all())


def until_refused(client: Any, house: SimpleNamespace) -> tuple[int, Any]:
    """Add units until there is no room left in the pages that the database has; gives how many, and the refusal."""
    answers = (add(client, house, number) for number in range(500))
    return next((number, answer) for number, answer in enumerate(answers) if answer.status_code != 201)


def test_a_program_is_told_of_a_full_disk_and_can_go_on_after_it(client, database, house, unit) -> None:
    with full(database):
        added, refused = until_refused(client, house)
        assert (refused.status_code, refused.json["code"]) == (507, "DISK_FULL")
        assert refused.content_type == "application/problem+json" and refused.headers["Retry-After"] == "30"
        assert "the disk is full. Nothing of it was saved; make room" in refused.json["detail"]
        assert client.get("/api/v1/units", headers=house.headers).status_code == 200, "reading goes on"
        assert client.get("/readyz").json == {"status": "disk full"}
        assert client.get("/healthz").status_code == 200
    assert add(client, house, 900).status_code == 201
    assert units(unit) == added + 1, "what was acknowledged, and nothing else"
    assert client.get("/readyz").json == {"status": "ready"}


def test_who_asks_again_gets_the_answer_of_then_even_on_a_full_disk(client, database, house) -> None:
    first = add(client, house, 1, **{"Idempotency-Key": "one"})
    with full(database):
        until_refused(client, house)
        again = add(client, house, 1, **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json) == (201, first.json)


def test_a_database_that_can_only_be_read_says_so(client, database, house) -> None:
    with read_only(database):
        refused = add(client, house)
        assert (refused.status_code, refused.json["code"]) == (503, "READ_ONLY")
        assert client.get("/readyz").json == {"status": "read only"}
    assert add(client, house).status_code == 201


def test_a_person_gets_their_words_back_and_sends_them_again(database, house, unit) -> None:
    form = {**accounts.CSRF, "name": "Print shop\nof the north", "kind": "region", "password": "hidden-from-all"}
    with read_only(database):
        refused = house.browser.post("/admin/units", data=form)
        assert refused.status_code == 503 and "the server may not write" in refused.text
        assert "Print shop\nof the north" in refused.text and 'name="kind" value="region"' in refused.text
        assert "hidden-from-all" not in refused.text and "Send it again" not in refused.text, "passwords are not kept"
        assert "Sign in" not in refused.text, "they still are"
        del form["password"]
        assert "Send it again" in house.browser.post("/admin/units", data=form).text
    assert units(unit) == 0


@pytest.mark.databases("sqlite")
def test_a_folder_that_was_moved_away_and_comes_back(client, database, house, unit) -> None:
    assert add(client, house, 1).status_code == 201
    file = Path(str(database.url.database))
    away = file.parent / "elsewhere"
    away.mkdir()
    moved = [file.with_name(file.name + end) for end in ("", "-wal", "-shm")]
    for one in moved:
        one.rename(away / one.name)
    refused = add(client, house, 2)
    assert (refused.status_code, refused.json["code"]) == (503, "DATABASE_AWAY")
    assert client.get("/readyz").status_code == 503
    assert not file.exists(), "no new empty database takes its place"
    for one in moved:
        (away / one.name).rename(one)
    assert add(client, house, 3).status_code == 201
    assert units(unit) == 2


@pytest.mark.databases("sqlite")
def test_another_file_in_its_place_is_opened(client, database, house, unit) -> None:
    file = Path(str(database.url.database))
    with closing(sqlite3.connect(file)) as raw, closing(sqlite3.connect(file.with_name("copy.db"))) as copy:
        raw.backup(copy)
    assert add(client, house, 1).status_code == 201
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink()
    file.with_name("copy.db").replace(file)
    assert units(unit) == 0
    assert add(client, house, 2).status_code == 201
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT count(*) FROM unit").fetchone() == (1,)


@pytest.mark.databases("sqlite")
def test_a_database_that_another_program_holds(client, database, house, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0)
    database.engine.dispose()
    with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = add(client, house)
        assert (refused.status_code, refused.json["code"]) == (503, "DATABASE_BUSY")
        assert client.get("/readyz").status_code == 200, "it is there"
        other.execute("ROLLBACK")
    assert add(client, house).status_code == 201


def test_no_room_on_the_disk_is_seen_before_anything_fails(client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_space, "NONE", 1 << 62)
    assert client.get("/readyz").status_code == 503 and client.get("/readyz").json == {"status": "disk full"}


def test_outages_are_counted(client, database, house) -> None:
    with read_only(database):
        add(client, house)
    figures = client.get("/metrics", headers=house.headers).text
    [line] = [line for line in figures.splitlines() if line.startswith('stepwell_outages_total{code="READ_ONLY"}')]
    assert float(line.split()[1]) >= 1
