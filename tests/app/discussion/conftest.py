"""Two people and a process they talk about."""

from __future__ import annotations

import pytest

from app.discussion import policy as rules
from app.kernel import policy
from tests.factories import accounts, discussion


@pytest.fixture(autouse=True)
def _rules():
    from app.accounts.policy import RULES as PEOPLE
    from app.catalog.policy import RULES as LIBRARY

    for table in (PEOPLE, LIBRARY, rules.RULES):
        policy.register(table)


@pytest.fixture
def owner(session):
    return accounts.actor(session, "Ines Duarte", "manager")


@pytest.fixture
def anna(session):
    return accounts.actor(session, "Anna Berg")


@pytest.fixture
def process(session, owner):
    return discussion.process(session, owner)


@pytest.fixture
def step():
    return "Check"
