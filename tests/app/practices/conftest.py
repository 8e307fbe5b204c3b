"""Hotels of one chain in units of their own, each with a variant of the head office's towels."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.kernel.http.application import StepwellApp
from tests.app.practices.chain import Chain
from tests.factories import accounts

UnitOfWork = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def chain(app: StepwellApp, unit: UnitOfWork) -> Chain:
    """Give the chain with two hotels."""
    return Chain(unit)


@pytest.fixture
def calls(chain: Chain, client: FlaskClient, unit: UnitOfWork) -> Callable[..., Any]:
    """Call the API as one of the chain's people, the owner where nobody is named; gives the answer."""

    def call(method: str, path: str, said: Any = None, by: str = "owner") -> Any:
        with unit() as session:
            headers = accounts.bearer(session, session.get_one(Person, getattr(chain, by).id))
        return client.open(f"/api/v1/{path}", method=method, json=said, headers=headers)

    return call


@pytest.fixture
def browser(chain: Chain, app: StepwellApp, unit: UnitOfWork) -> Callable[[str], FlaskClient]:
    """Give a browser in which one of the chain's people is signed in."""

    def begin(by: str) -> FlaskClient:
        with unit() as session:
            return accounts.signed_in(app, session, session.get_one(Person, getattr(chain, by).id))

    return begin
