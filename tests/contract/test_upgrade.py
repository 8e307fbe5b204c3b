"""Databases that earlier releases left behind: upgraded and whole, each running case finishes, nothing goes back."""

from __future__ import annotations

import base64
import json
import lzma
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, func, select, text
from sqlalchemy.orm import Session

from app import create_app
from app.ballots import actions as ballots_actions
from app.ballots.seals import verify
from app.ballots.tables import Ballot, Elector, Vote
from app.cases import actions as case_actions
from app.cases.tables import Instance, Task, Timer
from app.catalog.tables import VersionStep
from app.correlation import actions as correlation_actions
from app.correlation.tables import Subscription
from app.kernel import audit, jobs
from app.kernel.db import schema
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.ids import new_id
from app.kernel.jobs import ticker
from app.kernel.policy import SYSTEM, Actor
from app.kernel.settings import BadSettings, load
from app.kernel.times import clock
from app.proposals.tables import Proposal, ProposalRevision
from app.tasks import actions as task_actions
from processes.engine.preparation.sample_answers import sample
from processes.model import Model, parse
from tests.support import databases, invariants, postgres

FILES = sorted((Path(__file__).parent / "fixtures").glob("database-*.json.xz"))
REVISIONS = {"database-0.1.0": "0001"}
MOST = 200
REVISED = select(ProposalRevision, Proposal).join(Proposal, Proposal.id == ProposalRevision.proposal_id)


@pytest.fixture(params=FILES, ids=[file.name.removesuffix(".json.xz") for file in FILES])
def old(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Database]:
    """Give a database as that release left it."""
    file: Path = request.param
    kept = json.loads(lzma.decompress(file.read_bytes()))
    kept.pop("alembic_version")
    revision = REVISIONS[file.name.removesuffix(".json.xz")]
    if database_kind == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'old.db'}")
        _migrate(made, revision)
        _fill_sqlite(tmp_path / "old.db", kept)
        yield made
        made.close()
        return
    with databases.empty_postgres() as url:
        made = Database(url)
        _migrate(made, revision)
        _fill_postgresql(url, kept)
        yield made
        made.close()


def _migrate(database: Database, revision: str) -> None:
    config = schema._config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _value(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def _fill_sqlite(file: Path, kept: dict[str, Any]) -> None:
    with closing(sqlite3.connect(file)) as database:
        for name, table in kept.items():
            marks = ", ".join("?" * len(table["columns"]))
            columns = ", ".join(f'"{column}"' for column in table["columns"])
            rows = [[_value(value) for value in row] for row in table["rows"]]
            database.executemany(f'INSERT OR REPLACE INTO "{name}" ({columns}) VALUES ({marks})', rows)
        database.commit()


def _fill_postgresql(url: str, kept: dict[str, Any]) -> None:
    with psycopg.connect(postgres.dsn(url)) as database:
        database.execute("SET session_replication_role = replica")
        found = database.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'boolean'"
        )
        booleans = set(found.fetchall())
        for name, table in kept.items():
            columns = ", ".join(f'"{column}"' for column in table["columns"])
            marks = ", ".join("%s" for _ in table["columns"])
            database.execute(f'DELETE FROM "{name}"'.encode())
            insert = f'INSERT INTO "{name}" ({columns}) VALUES ({marks})'.encode()
            with database.cursor() as cursor:
                cursor.executemany(insert, [_typed(name, table["columns"], row, booleans) for row in table["rows"]])
        _after_the_last(database)


def _typed(name: str, columns: list[str], row: list[Any], booleans: set[Any]) -> list[Any]:
    """Give values as PostgreSQL wants them: SQLite has no booleans."""
    values = [_value(value) for value in row]
    return [
        bool(value) if (name, column) in booleans and value is not None else value
        for column, value in zip(columns, values, strict=True)
    ]


def _after_the_last(database: psycopg.Connection[Any]) -> None:
    """Let the numbers of new rows follow those that are there."""
    numbered = database.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE column_default LIKE 'nextval%' AND table_schema = 'public'"
    )
    for table, column in numbered.fetchall():
        sequence = f"pg_get_serial_sequence('\"{table}\"', '{column}')"
        highest = f'(SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}")'
        database.execute(f"SELECT setval({sequence}, {highest}, false)".encode())


def test_a_server_wants_the_schema_upgraded_and_then_works_with_it(old: Database) -> None:
    settings = load({}, database_url=old.url.render_as_string(hide_password=False), secret_key="x" * 40)
    if not old.is_sqlite:
        with pytest.raises(BadSettings, match="stepwell migrate"):
            schema.make_ready(old)
    schema.upgrade(old)
    databases.prepare(old)
    app = create_app(settings, old)
    assert app.test_client().get("/readyz").status_code == 200
    with unit_of_work(old, readonly=True) as session:
        assert audit.verify(session) == []
        for revision, proposal in session.execute(REVISED).all():
            assert (revision.title, revision.reason) == (proposal.title, proposal.reason)
        proposals = select(Proposal.sentence, ProposalRevision.sentence).join(ProposalRevision)
        said = session.execute(proposals.where(ProposalRevision.revision == Proposal.revision)).all()
        assert said and all(one and one == other and "“" in one for one, other in said)
    assert invariants.broken(old) == []


def test_votes_of_earlier_releases_fit_their_receipts_as_those_cast_now_do(old: Database) -> None:
    schema.upgrade(old)
    databases.prepare(old)
    create_app(load({}, secret_key="x" * 40), old)
    with unit_of_work(old, readonly=True) as session:
        assert verify.all_altered(session) == []
        rows = session.scalars(select(Vote)).all()
        kept = {(vote.seal_version, vote.selection["choice"] == vote.choice) for vote in rows}
        assert kept == {(1, True)} and {vote.choice for vote in rows} == {"yes", "no", "abstain"}
        ballots = session.scalars(select(Ballot)).all()
        assert ballots and all(b.options == [{"id": b.subject.partition(":")[2], "title": b.question}] for b in ballots)
    with unit_of_work(old) as session:
        vote = session.scalars(select(Vote).where(Vote.seal_version == 1).order_by(Vote.receipt)).first()
        assert vote is not None
        vote.selection = {"choice": "no" if vote.selection == {"choice": "yes"} else "yes"}
        session.flush()
        assert ["does not fit its receipt" in words for words in verify.all_altered(session)] == [True]
        session.rollback()
    with unit_of_work(old) as session:
        asked = select(Ballot, Elector.person_id).join(Elector, Elector.ballot_id == Ballot.id)
        voted = select(Vote.person_id).where(Vote.ballot_id == Ballot.id)
        waiting = asked.where(Ballot.state == "open", Elector.person_id.in_(voted)).order_by(Ballot.id)
        ballot, person = session.execute(waiting.limit(1)).one()
        with clock.frozen(ballot.closes_at - timedelta(hours=1)):
            again = ballots_actions.cast(session, Actor(person), ballot, {"choice": "abstain"}, "I thought again")
        assert again.seal_version == 2 and verify.altered(session, ballot) == []


def test_every_running_case_finishes_after_the_upgrade(old: Database) -> None:
    schema.upgrade(old)
    databases.prepare(old)
    create_app(load({}, secret_key="x" * 40), old)
    with unit_of_work(old, readonly=True) as session:
        running = list(session.scalars(select(Instance.id).where(Instance.state == "running")))
    assert len(running) >= 10
    ticker.tick(old)
    jobs.drain(old)
    stuck = [case for case in running if not finishes(old, case)]
    assert stuck == []
    assert invariants.broken(old) == []


def finishes(database: Database, case: str) -> bool:
    """Do whatever is open in a case, let what it waits for come, until it is completed."""
    chance = random.Random(5)
    for _ in range(MOST):
        with unit_of_work(database) as session:
            if session.get_one(Instance, case).state == "completed":
                return True
            if not _one(session, case, chance):
                return False
    return False


def _one(session: Session, case: str, chance: random.Random) -> bool:
    task = session.scalar(select(Task).where(Task.instance_id == case, Task.state == "open").order_by(Task.id))
    if task is not None:
        schema_of_form: dict[str, Any] = task.form or {}
        wanted = schema_of_form.get("required", [])
        data = {name: sample(schema_of_form["properties"].get(name, {}), chance) for name in wanted}
        task_actions.complete(session, SYSTEM, task.id, data)
        return True
    due = session.scalar(select(func.min(Timer.due_at)).where(Timer.instance_id == case))
    if due is not None:
        with clock.frozen(max(due, clock.now()) + timedelta(seconds=1)):
            case_actions.fire(session, case)
        return True
    name = session.scalar(select(Subscription.name).where(Subscription.instance_id == case))
    if name is None:
        return False
    correlation_actions.send(session, SYSTEM, name, {}, {})
    return True


def test_models_are_read_before_anything_is_locked_and_what_comes_meanwhile_is_read_too(
    old: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[str] = []

    def reading(xml: bytes) -> Model:
        """Read a model; while the first one is read, somebody publishes a version."""
        if not added:
            with old.engine.begin() as connection:
                added.append(_publish_again(connection))
        return parse(xml)

    monkeypatch.setattr("processes.model.parse", reading)
    schema.upgrade(old)
    steps = select(VersionStep.called).where(VersionStep.version_id == added[0], VersionStep.name == "")
    with unit_of_work(old, readonly=True) as session:
        called = list(session.scalars(steps))
    assert called and all(called)


def _publish_again(connection: Connection) -> str:
    """Make a version as one that has steps without a name, with tables as they are before the upgrade; give its id."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
    tables = MetaData()
    tables.reflect(connection, only=["version", "version_step"])
    version, step = tables.tables["version"], tables.tables["version_step"]
    unnamed = select(step.c.version_id).where(step.c.name == "").limit(1).scalar_subquery()
    row = connection.execute(select(version).where(version.c.id == unnamed)).mappings().one()
    steps = connection.execute(select(step).where(step.c.version_id == row["id"])).mappings().all()
    made = new_id()
    connection.execute(version.insert(), [{**row, "id": made, "number": 1000}])
    connection.execute(step.insert(), [{**one, "version_id": made} for one in steps])
    return made


def test_going_back_is_refused_clearly(old: Database) -> None:
    """A program that is older than the database says so and touches nothing."""
    with old.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSettings, match="newer"):
        schema.make_ready(old)
    with pytest.raises(BadSettings, match="newer"):
        schema.upgrade(old)
    assert schema.current(old) == "9999"
