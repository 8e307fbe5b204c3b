"""The unit of work: what crossing transactions are told."""

from __future__ import annotations

import threading
from contextlib import closing, suppress
from typing import Any

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.kernel.db.database import Database
from app.kernel.db.outages import Outage
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict
from tests.factories import accounts
from tests.support.awaiting import BOUND, ended
from tests.support.failing import full


@pytest.mark.databases("postgresql")
def test_transactions_that_wait_for_each_other_end_with_words(app, database: Database) -> None:
    with unit_of_work(database) as session:
        rows = [accounts.unit(session, name) for name in ("North", "South")]
        ids = [row.id for row in rows]
        kind = type(rows[0])
    meet, refused = threading.Barrier(2, timeout=BOUND), []

    def rename(first: str, second: str) -> None:
        try:
            with unit_of_work(database) as session:
                session.execute(update(kind).where(kind.id == first).values(name="A"))
                meet.wait()
                session.execute(update(kind).where(kind.id == second).values(name="B"))
        except Conflict as error:
            refused.append(error.code)

    threads = [threading.Thread(target=rename, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    ended(*threads)
    assert refused == ["TRY_AGAIN"]


@pytest.mark.databases("sqlite")
def test_who_will_write_holds_the_only_writer_before_reading(database: Database) -> None:
    opened = Database(database.url.render_as_string(False))
    with closing(opened), opened.engine.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        other.rollback()
        with unit_of_work(database) as session:
            session.execute(text("SELECT 1"))
            with pytest.raises(OperationalError, match="locked"):
                other.begin()
        with unit_of_work(database, readonly=True) as session:
            session.execute(text("SELECT count(*) FROM unit"))
            with other.begin():
                other.exec_driver_sql("UPDATE unit SET name = name")


def add(session: Session, *names: str) -> None:
    for name in names:
        session.execute(text("INSERT INTO job_periodic VALUES (:name, '2026-01-01')"), {"name": name})


def names(database: Database) -> list[str]:
    with unit_of_work(database, readonly=True) as session:
        return list(session.scalars(text("SELECT name FROM job_periodic ORDER BY name")))


@pytest.mark.databases("sqlite")
def test_who_catches_an_error_of_a_full_disk_cannot_go_on_in_pieces(database: Database) -> None:
    with full(database), pytest.raises(Outage), unit_of_work(database) as session:
        add(session, "before")
        with suppress(SQLAlchemyError), session.begin_nested():
            add(session, *(f"{number:0100d}" for number in range(3000)))
        with suppress(SQLAlchemyError):
            add(session, "after")
    assert names(database) == []
    with unit_of_work(database) as session:
        add(session, "again")
    assert names(database) == ["again"]


@pytest.mark.databases("sqlite")
def test_a_savepoint_still_undoes_nothing_but_itself(database: Database) -> None:
    with unit_of_work(database) as session:
        add(session, "before")
        with pytest.raises(IntegrityError), session.begin_nested():
            add(session, "twice", "twice")
        add(session, "after")
    assert names(database) == ["after", "before"]


@pytest.mark.databases("sqlite")
def test_a_statement_that_an_error_holds_keeps_no_lock(database: Database) -> None:
    """A signal in the middle of a statement ends the connection; who kept its error had kept the lock, too."""
    kept = []

    def stop(*statement: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), unit_of_work(database) as session:
        add(session, "before")
        kept.append(session.execute(text("SELECT 1 UNION SELECT 2")))
        kept[0].fetchone()
        event.listen(database.engine, "do_execute", stop)
        try:
            session.execute(text("SELECT 3"))
        finally:
            event.remove(database.engine, "do_execute", stop)
    with closing(Database(database.url.render_as_string(False))) as other, other.engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO job_periodic VALUES ('another', '2026-01-01')")
        connection.commit()
    assert names(database) == ["another"]
