"""The rules and listeners that these tests need, and a process with its people."""

from __future__ import annotations

import pytest

from tests.app.proposals.room import Room, furnished
from tests.factories import proposals
from tests.factories.proposals import World


@pytest.fixture(autouse=True)
def _wired() -> None:
    proposals.wire()


@pytest.fixture
def place(session) -> World:
    """Give a process with its people, in the session's transaction."""
    return proposals.world(session)


@pytest.fixture
def room(app, unit) -> Room:
    """Give a process `brief` of Olga with a running case, two workers and a manager, each at a browser."""
    return furnished(app, unit)
