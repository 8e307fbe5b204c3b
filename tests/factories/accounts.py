"""People, units and tokens for tests."""

from __future__ import annotations

import itertools

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts import actions, queries
from app.accounts.tables import Person, Unit
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor
from app.sign_in import actions as sign_in

PASSWORD = "three unrelated words"
_quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_numbers = itertools.count(1)


def person(
    session: Session,
    name: str = "",
    role: str | None = "worker",
    unit: Unit | str | None = None,
    password: bool = False,
) -> Person:
    """Add a person with a role; `password` lets them sign in with PASSWORD."""
    number = next(_numbers)
    name = name or f"Person {number}"
    email = f"{name.lower().replace(' ', '.')}.{number}@example.org"
    added = actions.add_person(session, SYSTEM, email, name, role, unit)
    if password:
        added.password_hash = _quick.hash(PASSWORD)
    session.flush()
    return added


def actor(session: Session, name: str = "", role: str | None = "worker", unit: Unit | str | None = None) -> Actor:
    """Add a person and give them as an actor."""
    return queries.actor_for(session, person(session, name, role, unit))


def unit(session: Session, name: str = "North", kind: str = "region", parent: Unit | None = None) -> Unit:
    """Add a unit."""
    return actions.add_unit(session, SYSTEM, name, kind, parent)


def token(session: Session, who: Person, scopes: tuple[str, ...] = ("all",)) -> str:
    """Make an API token for a person."""
    return sign_in.create_token(session, SYSTEM, who, "test", scopes)


def bearer(session: Session, who: Person, scopes: tuple[str, ...] = ("all",)) -> dict[str, str]:
    """Give the headers with which a program acts for a person."""
    return {"Authorization": f"Bearer {token(session, who, scopes)}"}


def signed_in(app: StepwellApp, session: Session, who: Person) -> FlaskClient:
    """Give a browser in which a person is signed in; post forms with `csrf` from `form_token(client)`.

    The session must be committed before the first request (make it in `with unit() as session:`).
    """
    client = app.test_client()
    client.set_cookie("stepwell_session", sign_in.start_session(session, who, "Test browser"))
    with client.session_transaction() as cookie:
        cookie["csrf"] = "token-of-the-test"
    return client


CSRF = {"csrf": "token-of-the-test"}


def post(client: FlaskClient, url: str, **data: str) -> TestResponse:
    """Send a form as the pages of a browser made by `signed_in` do."""
    return client.post(url, data={**CSRF, **data})
