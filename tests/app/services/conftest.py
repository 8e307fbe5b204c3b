"""What tests of services share: an installation with a process that uses one, and the people who run it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.cases import actions
from app.cases.tables import Instance
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.policy import Actor
from app.kernel.settings import Settings
from app.kernel.times import clock
from app.services import actions as services
from app.services.tables import Connector, ServiceAttempt
from tests.factories import accounts, catalog, models
from tests.support import servers

Unit = Callable[[], AbstractContextManager[Session]]


def with_service(step: str, after: str = "After", extra: str = "", before: str = "") -> bytes:
    """A process with one service step `a` and a person after it."""
    body = f'<startEvent id="begin"/>{step}{models.task(after)}<endEvent id="done"/>{extra}'
    return models.bpmn(body + models.chain("begin", "a", models.step_id(after), "done"), before=before)


def http(attributes: str, inside: str = "") -> str:
    """A service task that calls the connector `api`."""
    inner = f"<extensionElements>{inside}</extensionElements>" if inside else ""
    return f'<serviceTask id="a" name="Ask" stepwell:connector="api" {attributes}>{inner}</serviceTask>'


@dataclass
class Town:
    """An installation under test."""

    app: StepwellApp
    database: Database
    unit: Unit
    admin: Actor
    ops: Actor
    manager: Actor

    def process(self, xml: bytes, key: str = "p") -> None:
        """Publish a process in executable mode."""
        with self.unit() as session:
            catalog.process(session, self.manager, xml, key=key, mode="executable")

    def start(self, data: dict[str, Any] | None = None, key: str = "p") -> str:
        """Start a case and give its id."""
        from app.catalog.queries import process_by_key

        with self.unit() as session:
            process = process_by_key(session, self.manager, key)
            return actions.start(session, self.manager, process, data or {}).id

    def connect(self, url: str, **more: Any) -> str:
        """Allow calls to an address on loopback under the name `api`."""
        given = {
            "name": "api", "base_url": url, "methods": ["GET", "POST", "PUT", "DELETE"], "headers": {}, "private": True,
            "active": True, "seconds": 2, "attempts": 3,
        }  # fmt: skip
        with self.unit() as session:
            row = session.scalars(select(Connector).where(Connector.name == "api")).one_or_none()
            return services.save_connector(session, self.admin, row, {**given, **more}).id

    def secret(self, name: str, value: str, connector_id: str | None = None) -> None:
        """Keep a secret."""
        with self.unit() as session:
            services.save_secret(session, self.admin, name, value, connector_id)

    def work(self, rounds: int = 1) -> None:
        """Do the jobs that are due, now and after the waits between attempts."""
        for number in range(rounds):
            with clock.frozen(clock.now() + timedelta(hours=number * 2, seconds=1)):
                jobs.drain(self.database)

    def case(self, case_id: str) -> tuple[str, dict[str, Any], int]:
        """Give the state, the data and the open incidents of a case."""
        with self.unit() as session:
            found = session.get(Instance, case_id)
            assert found is not None
            return found.state, dict(found.data), found.incidents

    def attempts(self, case_id: str) -> list[tuple[str, str]]:
        """Give how each attempt ended and what was said, oldest first."""
        with self.unit() as session:
            rows = session.scalars(select(ServiceAttempt).order_by(ServiceAttempt.id))
            return [(row.outcome, row.words) for row in rows if row.instance_id == case_id]


@pytest.fixture
def town(app: StepwellApp, database: Database, unit: Unit) -> Town:
    """Give an installation with an administrator, somebody of ops and a manager."""
    with unit() as session:
        roles = ("admin", "ops", "manager")
        who = {role: accounts.actor(session, f"{role.capitalize()} Person", role=role) for role in roles}
    return Town(app, database, unit, **who)


@pytest.fixture
def mailing_town(town: Town, settings: Settings, mailbox: servers.Mailbox) -> Town:
    """Give the installation with a mail server."""
    sending = replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, mail_from="cases@stepwell.example")
    town.app = create_app(sending, town.database)
    return town
