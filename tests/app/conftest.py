"""People and a process of two steps, for tests that are about who does what."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.http.application import StepwellApp
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


@pytest.fixture
def house(app: StepwellApp, unit: Callable[[], AbstractContextManager[Session]]) -> SimpleNamespace:
    """An administrator, a worker, and browsers for both."""
    with unit() as session:
        north = accounts.unit(session, "North")
        ines = accounts.person(session, "Ines Duarte", "admin")
        anna = accounts.person(session, "Anna Berg", "worker", north, password=True)
        return SimpleNamespace(
            north=north, ines=ines, anna=anna,
            admin=accounts.signed_in(app, session, ines), worker=accounts.signed_in(app, session, anna),
        )  # fmt: skip


@pytest.fixture
def people(unit: Callable[[], AbstractContextManager[Session]]) -> dict[str, Any]:
    """Give a committed manager and worker with their API headers."""
    with unit() as session:
        manager = accounts.person(session, "Ines Duarte", "manager")
        worker = accounts.person(session, "Anna Berg", "worker")
        return {
            "manager": manager, "worker": worker,
            "as_manager": accounts.bearer(session, manager), "as_worker": accounts.bearer(session, worker),
        }  # fmt: skip


@pytest.fixture
def browser(
    app: StepwellApp, unit: Callable[[], AbstractContextManager[Session]], people: dict[str, Any]
) -> FlaskClient:
    """Give a browser in which the manager is signed in."""
    with unit() as session:
        return accounts.signed_in(app, session, people["manager"])
