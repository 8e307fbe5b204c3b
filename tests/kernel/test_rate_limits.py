"""Limits on how often somebody may ask: counted by all servers together, by address behind proxies, and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from app.kernel import rate_limits
from app.kernel.db.database import Database
from app.kernel.rate_limits.tables import RateLimit
from app.kernel.settings import Settings
from app.kernel.times import clock
from tests.factories import accounts

Unit = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def servers(settings: Settings, database: Database, unit: Unit) -> list[FlaskClient]:
    """Two servers on one database, behind one proxy."""
    with unit() as session:
        accounts.person(session, "Ann", "worker")
    return [create_app(replace(settings, rate_limits=True, proxies=1), database).test_client() for _ in range(2)]


def wrong(server: FlaskClient, email: str, address: str = "198.51.100.1") -> int:
    """Try a wrong password from an address and give the status."""
    server.get("/signin")
    with server.session_transaction() as cookie:
        cookie["csrf"] = "c"
    sent = {"email": email, "password": "wrong", "csrf": "c"}
    return server.post("/signin", data=sent, headers={"X-Forwarded-For": address}).status_code


@pytest.mark.databases("postgresql")
def test_servers_count_together(servers: list[FlaskClient], database: Database) -> None:
    tries = [wrong(servers[number % 2], "ann@example.org") for number in range(12)]
    assert tries == [422] * 10 + [429] * 2
    assert wrong(servers[0], "ben@example.org") == 422
    with database.session(readonly=True) as session:
        kept = session.scalars(select(RateLimit)).all()
    assert max(row.hits for row in kept) >= 11, "counted in the memory of one server only"
    assert all("@" not in row.key and len(row.key) == 64 for row in kept)


@pytest.mark.databases("postgresql")
def test_a_window_ends_and_is_forgotten(servers: list[FlaskClient], database: Database, unit: Unit) -> None:
    assert [wrong(servers[0], "ann@example.org") for _ in range(11)][-1] == 429
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert wrong(servers[1], "ann@example.org") == 422
    with clock.frozen(clock.now() + timedelta(hours=5)), unit() as session:
        rate_limits.forget(session)
    with database.session(readonly=True) as session:
        assert session.scalar(select(func.count()).select_from(RateLimit)) == 0


def test_a_clock_that_is_set_back_locks_nobody_out(servers: list[FlaskClient]) -> None:
    assert [wrong(servers[0], "ann@example.org") for _ in range(11)][-1] == 429
    with clock.set_by(timedelta(hours=-3)):
        assert wrong(servers[0], "ann@example.org") == 422


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("2001:db8:1:2::1", "2001:DB8:1:2:3:4:5:6", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
     ("198.51.100.7", "::ffff:198.51.100.7", True), ("::ffff:c633:6407", "198.51.100.7", True)],
)  # fmt: skip
def test_a_network_has_one_spelling(servers: list[FlaskClient], one: str, other: str, same: bool) -> None:
    assert [wrong(servers[0], "ann@example.org", one) for _ in range(11)][-1] == 429
    assert (wrong(servers[0], "ann@example.org", other) == 429) is same


def test_addresses_behind_a_proxy_are_told_apart(servers: list[FlaskClient]) -> None:
    def look(address: str) -> int:
        return servers[0].get("/welcome/nobody", headers={"X-Forwarded-For": address}).status_code

    first = [look("198.51.100.1") for _ in range(31)]
    assert first[-1] == 429 and 429 not in first[:30]
    assert look("198.51.100.2") != 429
    assert look("198.51.100.77, 198.51.100.1") == 429, "what the client itself claims was believed"
