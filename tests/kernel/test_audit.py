"""The audit log: appended in order, refused to be changed, and whatever is done with raw rights is named."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.kernel import audit
from app.kernel.db.database import Database
from app.kernel.db.unit_session import undo
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from tests.support.counting import count_statements

ANA = Actor("01hzzzzzzzzzzzzzzzzzzzzana", "Ana")
Unit = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def log(unit: Unit) -> list[audit.AuditEntry]:
    """Give a chain of six votes."""
    with unit() as session:
        return [
            audit.record(session, ANA, "vote", Subject.of("ballot", n), {"choice": "yes", "n": n}) for n in range(1, 7)
        ]


def attack(database: Database, *statements: str) -> None:
    """Run statements as somebody with all rights on the database would, the triggers out of the way."""
    with database.engine.begin() as connection:
        audit.remove_triggers(connection)
        for statement in statements:
            connection.exec_driver_sql(statement)
        audit.install_triggers(connection)


def found(database: Database) -> list[tuple[int, str]]:
    with database.session(readonly=True) as session:
        return [(p.seq, p.code) for p in audit.verify(session)]


def test_a_chain_as_it_was_written_is_whole(database: Database, log: list[audit.AuditEntry]) -> None:
    assert [e.seq for e in log] == [1, 2, 3, 4, 5, 6]
    assert found(database) == []


def test_recording_takes_two_statements(database: Database, unit: Unit) -> None:
    with count_statements(database) as counted, unit() as session:
        audit.record(session, ANA, "vote", Subject.of("ballot", "1"), {})
    assert len(counted) == 2, counted
    assert counted.commits == 1


def test_what_is_undone_leaves_no_entry(database: Database, unit: Unit, log: list[audit.AuditEntry]) -> None:
    with unit() as session:
        audit.record(session, ANA, "vote", Subject.of("ballot", "9"), {})
        undo(session)
    with unit() as session:
        assert audit.record(session, ANA, "vote", Subject.of("ballot", "9"), {}).seq == 7
    assert found(database) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET body = '{}' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 2",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_change_the_log(
    database: Database, log: list[audit.AuditEntry], statement: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(statement))
    assert found(database) == []


@pytest.mark.databases("postgresql")
def test_postgresql_refuses_to_truncate_the_log(database: Database, log: list[audit.AuditEntry]) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit_entry"))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", '{"choice":"no","n":3}'),
        ("actor_id", "01hzzzzzzzzzzzzzzzzzzzzbob"),
        ("kind", "veto"),
        ("subject", "ballot:4"),
        ("at", "2020-01-01 00:00:00"),
        ("hash", "f" * 64),
    ],
)
def test_a_flipped_value_names_its_entry(
    database: Database, log: list[audit.AuditEntry], column: str, value: str
) -> None:
    attack(database, f"UPDATE audit_entry SET {column} = '{value}' WHERE seq = 3")
    assert (3, "CHANGED") in found(database)
    assert {seq for seq, _ in found(database)} <= {3, 4}


def test_a_deleted_entry_is_named(database: Database, log: list[audit.AuditEntry]) -> None:
    attack(database, "DELETE FROM audit_entry WHERE seq = 4")
    assert found(database) == [(4, "MISSING")]


def test_an_inserted_entry_is_named(database: Database, log: list[audit.AuditEntry]) -> None:
    attack(
        database,
        "INSERT INTO audit_entry (seq, at, actor_id, kind, subject, body, prev, hash) "
        "SELECT 7, at, actor_id, kind, subject, body, hash, hash FROM audit_entry WHERE seq = 6",
    )
    assert found(database) == [(7, "CHANGED"), (7, "BEYOND")]


def test_swapped_entries_are_named(database: Database, log: list[audit.AuditEntry]) -> None:
    attack(
        database,
        "UPDATE audit_entry SET seq = 100 WHERE seq = 2",
        "UPDATE audit_entry SET seq = 2 WHERE seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE seq = 100",
    )
    assert [p for p in found(database) if p[1] == "CHANGED"] == [(2, "CHANGED"), (3, "CHANGED")]


def test_a_cut_end_is_named(database: Database, log: list[audit.AuditEntry]) -> None:
    attack(database, "DELETE FROM audit_entry WHERE seq > 4")
    assert found(database) == [(5, "CUT")]


def test_a_rewrite_of_everything_contradicts_the_receipts(
    database: Database, unit: Unit, log: list[audit.AuditEntry]
) -> None:
    with unit() as session:
        early, late = audit.receipt(session, log[1]), audit.receipt(session, log[5])
        assert audit.contradiction(session, early) is None
    attack(database, "DELETE FROM audit_entry", "UPDATE audit_head SET seq = 0, hash = '" + "0" * 64 + "'")
    with unit() as session:
        for n in range(1, 7):
            audit.record(session, ANA, "vote", Subject.of("ballot", n), {"choice": "no", "n": n})
    assert found(database) == []
    with unit() as session:
        assert "rewritten" in (audit.contradiction(session, early) or "")
        assert "rewritten" in (audit.contradiction(session, late) or "")


def test_writers_at_the_same_time_make_one_chain(database: Database, unit: Unit) -> None:
    def write(name: str) -> None:
        for n in range(10):
            with unit() as session:
                audit.record(session, ANA, "vote", Subject.of(name, str(n)), {"n": n})

    threads = [threading.Thread(target=write, args=(f"thread{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session(readonly=True) as session:
        assert session.scalar(text("SELECT count(*) FROM audit_entry")) == 40
    assert found(database) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.text(max_size=5), st.integers(-(2**53), 2**53) | st.text() | st.booleans() | st.none()))
def test_any_body_keeps_its_hash_through_the_database(unit: Unit, database: Database, body: dict[str, object]) -> None:
    with unit() as session:
        audit.record(session, ANA, "any", Subject("any"), body)
    assert found(database) == []
