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
