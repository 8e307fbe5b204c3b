"""People around a library."""

from __future__ import annotations

import pytest

from processes.engine.preparation import child
from tests.factories import accounts


@pytest.fixture(autouse=True)
def _rules():
    from app.accounts.policy import RULES as PEOPLE
    from app.catalog.policy import RULES as LIBRARY
    from app.kernel import policy

    policy.register(PEOPLE)
    policy.register(LIBRARY)


@pytest.fixture(scope="session", autouse=True)
def _no_child_is_left():
    yield
    child.stop()


@pytest.fixture
def owner(session):
    return accounts.actor(session, "Ines Duarte", "manager")


@pytest.fixture
def worker(session):
    return accounts.actor(session, "Anna Berg")


@pytest.fixture
def people(unit):
    """Give a committed manager and worker with their API headers."""
    with unit() as session:
        manager = accounts.person(session, "Ines Duarte", "manager")
        worker = accounts.person(session, "Anna Berg", "worker")
        return {
            "manager": manager, "worker": worker,
            "as_manager": accounts.bearer(session, manager), "as_worker": accounts.bearer(session, worker),
        }  # fmt: skip


@pytest.fixture
def browser(app, unit, people):
    """Give a browser in which the manager is signed in."""
    with unit() as session:
        return accounts.signed_in(app, session, people["manager"])
