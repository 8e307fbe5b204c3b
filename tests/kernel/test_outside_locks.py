"""Work is done before the unit of work that needs it, with no transaction open, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.tables import Unit
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict
from tests.factories import accounts
from tests.support.locks import nothing_is_held


class Bench:
    """A piece of work that notes whether a transaction was open, and units that write before they meet it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.free: list[bool] = []
        self.tries = 0

    def work(self, gives: str | Exception = "made") -> str:
        """Note what is held, and give or raise."""
        self.free.append(nothing_is_held(self.database))
        if isinstance(gives, Exception):
            raise gives
        return gives

    def unit(self, *keys: str, gives: str | Exception = "made") -> list[str]:
        """Write, then meet pieces of work."""
        self.tries += 1
        with unit_of_work(self.database) as session:
            accounts.unit(session, "North")
            return [outside_locks.before(key, lambda: self.work(gives)) for key in keys]


@pytest.fixture
def bench(app, database: Database) -> Bench:
    return Bench(database)


def units(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(Unit))


def test_work_is_done_between_two_tries_of_which_one_counts(bench: Bench, database: Database) -> None:
    assert outside_locks.ready(database, lambda: bench.unit("one", "two")) == ["made", "made"]
    assert bench.free == [True, True] and bench.tries == 3
    with unit_of_work(database, readonly=True) as session:
        assert units(session) == 1, "what the first tries wrote is undone"


def test_an_error_of_the_work_is_raised_where_it_is_needed(bench: Bench, database: Database) -> None:
    with pytest.raises(Conflict, match="no"):
        outside_locks.ready(database, lambda: bench.unit("one", gives=Conflict("NO", "no")))
    assert bench.free == [True]


def test_many_pieces_are_done_on_the_spot(bench: Bench, database: Database) -> None:
    def unit() -> list[str]:
        with outside_locks.on_the_spot():
            return bench.unit("one", "two")

    assert outside_locks.ready(database, unit) == ["made", "made"]
    assert bench.free == [False, False] and bench.tries == 1


def test_outside_of_a_try_work_is_done_where_it_is_met(bench: Bench) -> None:
    assert bench.unit("one") == ["made"] and bench.free == [False]


def test_actions_of_the_engine_are_worked_out_before_for_a_single_writer_only(database: Database) -> None:
    assert outside_locks.ready(database, lambda: outside_locks.results() is not None) == database.is_sqlite
