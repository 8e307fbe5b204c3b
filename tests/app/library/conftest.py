"""A library with everything that is kept of it, and a second installation where the same people work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actor_for
from app.accounts.tables import Person
from app.catalog import actions
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from tests.factories import accounts, catalog, models, proposals
from tests.support import databases

DMN = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"/>\n'
FORM = b'{"type": "object", "properties": {"a": {"type": "string"}}}'


@pytest.fixture
def filled(app: StepwellApp, unit: Callable[[], AbstractContextManager[Session]], database: Database) -> Database:
    """Give a database with a library: changes by vote, files, another mode, a unit's own, put away, taken back."""
    with unit() as session:
        world = proposals.world(session)
        proposals.approved(session, world)
        world.process.language = "en"
        top = accounts.unit(session, "Bright & Sons", "organisation")
        north = accounts.unit(session, "Nørth  side", "region", top)
        boss = accounts.actor(session, "Bo Boss", "manager")
        offer = actions.create(
            session, boss, "offer", "Offer: “one” \\ two", models.linear("A", "B"), north.path,
            note="First.\n\n- by hand", visibility="unit", public_start=True,
            files={"rate table.dmn": DMN, "ask.form": FORM},
        )  # fmt: skip
        actions.update(session, boss, offer, messages_kept="P3D")
        actions.publish(session, boss, offer, models.linear("A", "C"), note=" Better \t")
        actions.switch_mode(session, boss, offer, "documenting")
        old = catalog.process(session, boss, models.choice(), key="Old.one", title="Old one")
        actions.archive(session, boss, old)
    return database


@pytest.fixture
def other(database_kind: str, filled: Database, tmp_path: Path) -> Iterator[Database]:
    """Give an installation where the same people work, and nothing is in the library."""
    where = tmp_path / "other"
    where.mkdir()
    with databases.fresh(database_kind, where) as second:
        with unit_of_work(filled, readonly=True) as session:
            people = [(person.email, person.name) for person in session.scalars(select(Person))]
        with unit_of_work(second) as session, clock.set_by(timedelta(days=30)):
            for email, name in people:
                session.add(Person(email=email, name=name, handle=email.partition("@")[0]))
        yield second


def boss_of(session: Session) -> object:
    """Give who owns most of it."""
    return actor_for(session, session.scalars(select(Person).where(Person.name == "Bo Boss")).one())
