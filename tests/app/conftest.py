"""People and a process of two steps, for tests that are about who does what."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.policy import Actor
from tests.factories import accounts, catalog, models


@pytest.fixture
def ann(session: Session) -> Actor:
    return accounts.actor(session, "Ann")


@pytest.fixture
def ben(session: Session) -> Actor:
    return accounts.actor(session, "Ben")


@pytest.fixture
def boss(session: Session) -> Actor:
    return accounts.actor(session, "Bo Boss", "manager")


@pytest.fixture
def process(session: Session, boss: Actor) -> Process:
    return catalog.process(session, boss, models.linear("A", "B"))
