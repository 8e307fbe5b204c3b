"""The rules and listeners that these tests need, and a process with its people."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.tables import Person
from app.catalog.actions import reading
from app.impact.queries.preview import _changed
from app.kernel.db.database import Database
from app.proposals.queries import live
from processes import change
from tests.app.rollout.town import Town
from tests.factories import accounts, proposals
from tests.factories.proposals import World
from tests.support.locks import nothing_is_held


@pytest.fixture(autouse=True)
def _wired() -> None:
    proposals.wire()


@pytest.fixture
def place(session) -> World:
    """Give a process with its people, in the session's transaction."""
    return proposals.world(session)


@pytest.fixture
def town(app: Any, unit: Callable[[], Any]) -> Town:
    """Give a process that was stored, with its people."""
    return Town(unit)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Begin as another process would, that has worked out nothing yet."""

    def begin() -> None:
        for recent in (reading._read, _changed, live._replayed):
            monkeypatch.setattr(recent, "_kept", OrderedDict())

    begin()
    return begin


@pytest.fixture
def worked(database: Database, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[bool]]:
    """Whether nothing was held, for each model that was prepared, changed or compared."""
    found: dict[str, list[bool]] = {}

    def watch(where: object, name: str) -> None:
        real = getattr(where, name)

        def noting(*given: Any, **more: Any) -> Any:
            found.setdefault(name, []).append(nothing_is_held(database))
            return real(*given, **more)

        monkeypatch.setattr(where, name, noting)

    watch(reading, "prepare_in_child")
    for name in ("apply", "rebase", "diff"):
        watch(change, name)
    return found


@pytest.fixture
def signs(town: Town, client: FlaskClient) -> Callable[..., int]:
    """Have the manager sign, or do something else, as a program does."""
    with town.unit() as session:
        headers = accounts.bearer(session, session.get_one(Person, town.place.manager.id))

    def send(path: str, **said: Any) -> int:
        return client.post(f"/api/v1/{path}", json=said, headers=headers).status_code

    return send
