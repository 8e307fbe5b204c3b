"""What a unit of work carries: its database, what is done in the end, and what modules keep in it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel import events
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.db.unit_session import UnitKey, undo, unit_of

SEEN: UnitKey[list[str]] = UnitKey(list)
ELSE: UnitKey[list[str]] = UnitKey(list)


def test_a_session_knows_its_database_and_others_are_refused(database: Database) -> None:
    with unit_of_work(database) as session:
        assert unit_of(session) is session and unit_of(session).database is database
    with Session() as bare, pytest.raises(TypeError, match="unit of work"):
        unit_of(bare)


def test_what_is_kept_is_found_by_its_key_alone_and_ends_with_the_unit(database: Database) -> None:
    with unit_of_work(database) as session:
        assert session.known(SEEN) is None
        session.kept(SEEN).append("a")
        session.kept(SEEN).append("b")
        assert (session.known(SEEN), session.known(ELSE)) == (["a", "b"], None)
        assert session.forget(SEEN) == ["a", "b"] and session.forget(SEEN) is None
        session.kept(SEEN)
    with unit_of_work(database) as session:
        assert session.known(SEEN) is None


def test_what_is_undone_leaves_no_row_and_does_nothing_afterwards(database: Database) -> None:
    done: list[str] = []
    for end in (undo, lambda session: None):
        with unit_of_work(database) as session:
            session.execute(text("INSERT INTO job_periodic VALUES ('one', '2026-01-01')"))
            events.on_commit(session, lambda: done.append("told"))
            end(session)
    assert done == ["told"], "the same row could be written again, and only the second unit told"
