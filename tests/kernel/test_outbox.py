"""Public events are rows that are written with what they tell of, and read in one order in which none is missed."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import pytest
from sqlalchemy import func, select, update

from app.kernel import outbox
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.db.unit_session import undo
from app.kernel.events import Event, OneOf, Private, PublicEvent, announce, bus
from app.kernel.outbox import OutboxEvent, forget
from app.kernel.times import clock
from tests.support.awaiting import BOUND, ended
from tests.support.counting import count_statements


@dataclass(frozen=True)
class Planted(PublicEvent):
    """A tree was planted."""

    name = "tree.planted"
    version = 2
    tree_id: str
    process_id: str
    kind: Annotated[str, OneOf("oak", "elm")]
    actor_id: str
    words: Private[str] = "Nobody else reads this."


@dataclass(frozen=True)
class Hidden(Planted):
    """A tree was planted that nobody knows of."""

    name = "tree.hidden"

    @property
    def is_told(self) -> bool:
        """Never."""
        return False


@dataclass(frozen=True)
class Felled(PublicEvent):
    """A tree is no more, as its history says anyway."""

    name = "tree.felled"
    history = "tree_felled"
    tree_id: str
    process_id: str


@dataclass(frozen=True)
class Watered(Event):
    """A tree was watered, which nobody else needs to know."""

    name = "tree.watered"


def planted(tree: str = "t1") -> Planted:
    return Planted(tree, "p1", "oak", "somebody")


def read(database: Database, seq: int = 0, **more: int) -> list[tuple[int | None, str]]:
    """The numbers and trees of what stands behind a number."""
    with unit_of_work(database) as session:
        return [(row.seq, row.payload["tree_id"]) for row in outbox.events_after(session, seq, **more)]


def test_a_public_event_is_written_with_its_transaction_without_what_is_private(database: Database) -> None:
    with unit_of_work(database) as session:
        announce(session, planted())
    with unit_of_work(database) as session:
        (row,) = outbox.events_after(session, 0)
    assert (row.name, row.version, row.subject, row.process_id, row.actor_id) == (
        "tree.planted", 2, "tree:t1", "p1", "somebody",
    )  # fmt: skip
    assert row.payload == {"tree_id": "t1", "process_id": "p1", "kind": "oak", "actor_id": "somebody"}


def test_what_is_undone_was_never_told(database: Database) -> None:
    with suppress(ValueError), unit_of_work(database) as session:
        announce(session, planted("raised"))
        raise ValueError
    with unit_of_work(database) as session:
        announce(session, planted("undone"))
        undo(session)
    with unit_of_work(database) as session:
        with suppress(ValueError), session.begin_nested():
            announce(session, planted("savepoint"))
            raise ValueError
        announce(session, planted("stays"))
    assert read(database) == [(1, "stays")]


def test_what_is_not_told_or_kept_elsewhere_has_no_row_and_all_others_one_statement(database: Database) -> None:
    with unit_of_work(database) as session, count_statements(database) as counted:
        announce(session, Hidden("t0", "p1", "oak", "somebody"))
        announce(session, Felled("t0", "p1"))
        announce(session, Watered())
        outbox.write(session)
    assert len(counted) == 0
    with count_statements(database) as counted, unit_of_work(database) as session:
        for number in range(30):
            announce(session, planted(f"t{number}"))
    assert len(counted) == 1, str(counted)
    assert [tree for _, tree in read(database)] == [f"t{number}" for number in range(30)]


def test_readers_go_on_behind_what_they_have_read(database: Database) -> None:
    with unit_of_work(database) as session:
        for tree in "abc":
            announce(session, planted(tree))
    assert read(database, limit=2) == [(1, "a"), (2, "b")]
    assert read(database, 2) == [(3, "c")]
    assert read(database, 3) == []


@pytest.mark.databases("postgresql")
def test_what_is_committed_late_is_read_behind_what_was_read_before(database: Database) -> None:
    go, begun = threading.Event(), threading.Event()

    def late() -> None:
        with unit_of_work(database) as session:
            announce(session, planted("first by its id"))
            outbox.write(session)
            begun.set()
            assert go.wait(BOUND)
            session.forget(bus._NEWS)

    thread = threading.Thread(target=late)
    thread.start()
    assert begun.wait(BOUND)
    with unit_of_work(database) as session:
        announce(session, planted("second"))
    assert read(database) == [(1, "second")]
    go.set()
    ended(thread)
    assert read(database, 1) == [(2, "first by its id")]


def test_events_are_forgotten_after_a_month_and_numbers_go_on(database: Database) -> None:
    with unit_of_work(database) as session:
        announce(session, planted("old"))
    assert read(database) == [(1, "old")]
    with unit_of_work(database) as session:
        session.execute(update(OutboxEvent).values(at=clock.now() - forget.KEPT - timedelta(minutes=1)))
        announce(session, planted("young"))
    with unit_of_work(database) as session:
        forget.forget_events(session)
        assert session.scalar(select(func.count()).select_from(OutboxEvent)) == 1
    assert read(database) == [(2, "young")]
