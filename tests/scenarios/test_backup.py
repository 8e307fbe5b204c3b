"""A backup is made under load and restored: what it holds keeps every rule, and all that was acknowledged before it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cases.tables import Task
from app.discussion.tables import Comment
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from tests.support import databases, invariants, storm
from tests.support.awaiting import until
from tests.support.servers import Server, running, stepwell


def restored(file: Path, kind: str, tmp_path: Path, stack: list[object]) -> str:
    """Put a backup into a new installation and give its URL."""
    if kind == "sqlite":
        stepwell("restore", str(file), data=tmp_path / "new")
        return f"sqlite:///{tmp_path / 'new' / 'stepwell.db'}"
    context = databases.empty_postgres()
    stack.append(context)
    url = context.__enter__()
    stepwell("restore", str(file), data=tmp_path / "new", database_url=url)
    return url


def test_a_backup_under_load(database_kind: str, server: Server, database_url: str, tmp_path: Path) -> None:
    if database_kind == "postgresql" and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not on this machine; apt-get install postgresql-client")
    weather, stack, file = storm.Storm(server.url, database_url, clients=4, cases=60), [], tmp_path / "stepwell.backup"
    with weather.blowing(storm.completes, storm.votes, storm.comments) as ledger:
        until(lambda: min(len(ledger.completed), len(ledger.comments)) > 3, "some of everything")
        with ledger.lock:
            tasks, comments = set(ledger.completed), set(ledger.comments)
        where = f"sqlite:///{server.data / 'stepwell.db'}" if not server.database_url else server.database_url
        stepwell("backup", "-o", str(file), data=server.data, database_url=where)
        before = ledger.acknowledged
        until(lambda: ledger.acknowledged > before + 3, "work to go on after the backup")
    weather.check(database_url)
    try:
        url = restored(file, database_kind, tmp_path, stack)
        database = Database(url)
        assert invariants.broken(database) == []
        with unit_of_work(database, readonly=True) as session:
            assert tasks <= set(session.scalars(select(Task.id).where(Task.state == "done")))
            assert comments <= set(session.scalars(select(Comment.text)))
        database.close()
        with running(tmp_path / "new", url) as again:
            person = type(weather.people[0])(again.url, weather.people[0].token)
            assert person.get(f"/proposals/{weather.proposal}")["state"] == "voting"
    finally:
        for context in stack:
            context.__exit__(None, None, None)  # type: ignore[attr-defined]
