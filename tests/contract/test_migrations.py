"""The migrations make exactly the schema that the tables declare, on both databases, with the log protected."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.kernel import audit
from app.kernel.db import schema
from app.kernel.db.database import Base, Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.policy import Actor
from app.kernel.settings import BadSettings, load
from app.kernel.subject import Subject
from tests.support import databases, servers


@pytest.fixture
def migrated(database_kind: str, tmp_path: Path) -> Iterator[Database]:
    """Give an empty database brought up by the migrations alone."""
    if database_kind == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'new.db'}")
        schema.upgrade(made)
        yield made
        made.close()
        return
    with databases.empty_postgres() as url:
        made = Database(url)
        schema.upgrade(made)
        yield made
        made.close()


def ours(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Leave out what Procrastinate and these tests make for themselves."""
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not str(table).startswith(("procrastinate_", "test_"))


def test_migrations_and_tables_agree(migrated: Database) -> None:
    databases.know_features()
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_the_log_is_protected_after_migrating(migrated: Database) -> None:
    with unit_of_work(migrated) as session:
        audit.record(session, Actor("x" * 26), "any", Subject("any"), {})
    with pytest.raises(DBAPIError, match="append-only"), migrated.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry"))


def test_the_names_of_the_files_say_their_order() -> None:
    """The program reads revisions from names; Alembic reads them from what the files say."""
    alembic = ScriptDirectory.from_config(schema._config()).walk_revisions()
    assert list(schema.revisions()) == [script.revision for script in alembic][::-1]


def test_upgrading_again_does_nothing(migrated: Database) -> None:
    schema.upgrade(migrated)
    assert schema.current(migrated) == schema.newest()


def test_no_migrations_is_an_error(migrated: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").touch()
    for folder in (tmp_path / "nowhere", tmp_path / "migrations"):
        monkeypatch.setattr(schema, "HERE", folder)
        for ask in (schema.upgrade, schema.make_ready, schema.is_newest):
            with pytest.raises(BadSettings, match="install Stepwell again"):
                ask(migrated)


@pytest.mark.parametrize(("at", "what_to_do"), [("0001", "stepwell migrate"), ("9999", "newer release")])
def test_a_schema_of_another_release_is_not_served(migrated: Database, at: str, what_to_do: str) -> None:
    client = create_app(load({}, secret_key="x" * 40), migrated).test_client()
    assert client.get("/readyz").json == {"status": "ready"}
    with migrated.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": at})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "schema of another release"})
    assert client.get("/healthz").status_code == 200
    if not migrated.is_sqlite or at == "9999":
        with pytest.raises(BadSettings, match=what_to_do):
            schema.make_ready(migrated)
        assert schema.current(migrated) == at


def test_nobody_waits_for_a_writer_to_learn_whether_it_is_ready(migrated: Database) -> None:
    client = create_app(load({}, secret_key="x" * 40), migrated).test_client()
    with unit_of_work(migrated) as session:
        audit.record(session, Actor("x" * 26), "any", Subject("any"), {})
        assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    "command", [["work"], ["doctor"], ["serve", "--port", "1"], ["token", "create", "a@b.example"]]
)
def test_commands_refuse_a_newer_schema(migrated: Database, command: list[str], tmp_path: Path) -> None:
    with migrated.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    url = migrated.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [*servers.COMMAND, *command, "--data", str(tmp_path)],
        env=servers.environment(url), capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 1 and "newer release" in done.stderr and "Traceback" not in done.stderr, done.stderr
