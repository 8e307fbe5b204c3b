"""Events are heard in the order in which they happened, in their transaction, and never where it is undone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.events import Event, Intent, about_to, after_commit, announce, announced, bus, listens, precedes
from app.kernel.outbox.tables import OutboxHead


@dataclass(frozen=True)
class Sown(Event):
    """Something was put into the ground."""

    name = "seed.sown"
    what: str = "oats"


@dataclass(frozen=True)
class Grown(Event):
    """Something came of it."""

    name = "seed.grown"


@dataclass(frozen=True)
class Picked(Event):
    """Somebody took it."""

    name = "seed.picked"


@dataclass(frozen=True)
class Wet(Sown):
    """It was put into wet ground."""

    name = "seed.wetted"


@dataclass(frozen=True)
class Selling(Intent):
    """It is about to be sold."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was heard, while nobody else listens."""
    monkeypatch.setattr(bus, "_inside", bus._Listeners())
    monkeypatch.setattr(bus, "_after", bus._Listeners())
    return []


def hears(kind: type[Event], said: str, heard: list[str], *then: Event) -> None:
    """Have somebody note that they heard an event, and announce others because of it."""

    @listens(kind)
    def note(session, event) -> None:
        heard.append(said)
        for one in then:
            announce(session, one)


def test_what_a_listener_announces_is_heard_after_all_listeners_of_its_cause(database: Database, heard) -> None:
    hears(Sown, "first of sown", heard)
    hears(Sown, "second of sown", heard, Grown(), Picked())
    hears(Sown, "third of sown", heard)
    hears(Grown, "grown", heard, Picked())
    hears(Picked, "picked", heard)
    with unit_of_work(database) as session:
        announce(session, Sown())
        heard.append("back")
        assert [type(one.event) for one in announced(session)] == [Sown, Grown, Picked, Picked]
    told = ["first of sown", "second of sown", "third of sown", "grown", "picked", "picked", "back"]
    assert heard == told


def test_who_listens_to_what_is_common_hears_each_kind_once(database: Database, heard) -> None:
    hears(Wet, "wet", heard)

    @listens(Sown, Wet)
    def note(session, event) -> None:
        heard.append(f"sown {event.what}")

    with unit_of_work(database) as session:
        announce(session, Wet("rice"))
        announce(session, Sown())
    assert heard == ["wet", "sown rice", "sown oats"]


def test_what_is_announced_in_a_savepoint_ends_with_it(database: Database, heard) -> None:
    @listens(Sown)
    def fails_in_part(session, event) -> None:
        announce(session, Picked())
        with suppress(ValueError), session.begin_nested():
            announce(session, Grown())
            with session.begin_nested():
                announce(session, Grown())
            raise ValueError

    hears(Grown, "grown", heard)
    hears(Picked, "picked", heard)
    after_commit(Event)(lambda database, event: heard.append(f"after {event.name}"))
    with unit_of_work(database) as session:
        announce(session, Sown())
    assert heard == ["picked", "after seed.sown", "after seed.picked"]


def test_an_error_of_a_listener_ends_the_transaction_and_all_that_would_follow(database: Database, heard) -> None:
    @listens(Grown)
    def fails(session, event) -> None:
        raise ValueError("not like this")

    hears(Sown, "sown", heard, Grown(), Picked())
    hears(Picked, "picked", heard)
    after_commit(Event)(lambda database, event: heard.append(f"after {event.name}"))
    with pytest.raises(ValueError, match="not like this"), unit_of_work(database) as session:
        announce(session, Sown())
    assert heard == ["sown"]


def test_who_catches_an_error_and_starts_over_hears_nothing_of_before(database: Database, heard) -> None:
    hears(Grown, "grown", heard)
    after_commit(Event)(lambda database, event: heard.append(f"after {event.name}"))

    @listens(Sown)
    def fails(session, event) -> None:
        announce(session, Grown())
        raise ValueError

    with unit_of_work(database) as session:
        session.execute(text("SELECT 1"))
        with suppress(ValueError):
            announce(session, Sown())
        session.rollback()
        announce(session, Picked())
    assert heard == ["after seed.picked"]


def test_an_intent_is_heard_at_once_also_while_an_event_is(database: Database, heard) -> None:
    sold = partial(heard.append, "locked before it is sold")
    precedes(Selling)(lambda session, intent: sold())

    @listens(Sown)
    def sells(session, event) -> None:
        about_to(session, Selling())
        heard.append("sold")

    with unit_of_work(database) as session:
        announce(session, Sown())
    assert heard == ["locked before it is sold", "sold"]


def test_what_is_announced_in_a_savepoint_ends_with_a_flush_that_failed(database: Database, heard) -> None:
    with unit_of_work(database) as session:
        announce(session, Sown())
        for _ in range(2):
            with suppress(IntegrityError), session.begin_nested():
                announce(session, Grown())
                session.add(OutboxHead(id=1, seq=0))
        announce(session, Picked())
        assert [type(one.event) for one in announced(session)] == [Sown, Picked]
