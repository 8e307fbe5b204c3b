"""The unit of work: what crossing transactions are told."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from app.kernel.database import Database
from app.kernel.errors import Conflict
from app.kernel.unit import unit_of_work
from tests.factories import accounts


@pytest.mark.databases("postgresql")
def test_transactions_that_wait_for_each_other_end_with_words(app, database: Database) -> None:
    with unit_of_work(database) as session:
        rows = [accounts.unit(session, name) for name in ("North", "South")]
        ids = [row.id for row in rows]
        kind = type(rows[0])
    meet, refused = threading.Barrier(2, timeout=20), []

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
    for thread in threads:
        thread.join(30)
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
