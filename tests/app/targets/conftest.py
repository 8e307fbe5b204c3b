"""What tests of targets share: an installation with a process, who owns it, and who says where it goes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.catalog.queries import process_by_key
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.policy import Actor
from app.kernel.settings import Settings
from app.kernel.times import clock
from app.services import actions as services
from app.targets import actions
from app.targets.tables import Delivery, DeliveryAttempt, Target
from tests.factories import accounts, catalog, models

Unit = Callable[[], AbstractContextManager[Session]]
FIRST, SECOND = models.linear("Ask", "Print", "Send"), models.linear("Ask", "Send")


@dataclass
class Yard:
    """An installation under test, where git repositories may be in one folder."""

    database: Database
    unit: Unit
    folder: Path
    admin: Actor
    owner: Actor
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def connect(self, url: str, **more: Any) -> str:
        """Allow calls to an address on loopback under the name `there`."""
        given = {
            "name": "there", "base_url": url, "methods": ["GET", "POST", "PUT"], "headers": {}, "private": True,
            "active": True, "seconds": 5, "attempts": 3,
        }  # fmt: skip
        with self.unit() as session:
            return services.save_connector(session, self.admin, None, {**given, **more}).id

    def add(self, kind: str, **more: str) -> str:
        """Have the process delivered somewhere and give the id of the target."""
        with self.unit() as session:
            process = process_by_key(session, self.admin, "loans")
            return actions.add(session, self.admin, process, actions.Wanted(kind, **more)).id

    def publish(self, xml: bytes, note: str = "", **files: bytes) -> None:
        """Publish the next version, with files beside it."""
        from app.catalog import actions as library

        with self.unit() as session:
            process = process_by_key(session, self.owner, "loans")
            library.publish(session, self.owner, process, xml, note=note, files=files or None)

    def deliver(self) -> None:
        """Have the live version delivered to all targets, once they are there."""
        with self.unit() as session:
            process = process_by_key(session, self.admin, "loans")
            for target in session.scalars(select(Target)):
                actions.deliver_live(session, self.admin, target, process)

    def work(self, rounds: int = 1) -> None:
        """Do the jobs that are due, now and after the waits between attempts."""
        for number in range(rounds):
            with clock.frozen(clock.now() + timedelta(hours=number * 2, seconds=1)):
                jobs.drain(self.database)

    def deliveries(self) -> list[tuple[int, str, str]]:
        """Give number, state and words of each delivery, oldest first."""
        with self.unit() as session:
            rows = session.scalars(select(Delivery).order_by(Delivery.id))
            return [(row.number, row.state, str(row.words)) for row in rows]

    def attempts(self) -> list[str]:
        """Give how each attempt ended, oldest first."""
        with self.unit() as session:
            return [row.outcome for row in session.scalars(select(DeliveryAttempt).order_by(DeliveryAttempt.id))]


@pytest.fixture
def yard(settings: Settings, database: Database, unit: Unit, tmp_path: Path) -> Yard:
    """Give an installation with a process `loans` of Olga, and an administrator."""
    folder = tmp_path / "repositories"
    folder.mkdir()
    app = create_app(replace(settings, target_folders=str(folder), base_url="https://stepwell.example"), database)
    with unit() as session:
        people = {role: accounts.person(session, f"{role.capitalize()} Person", role) for role in ("admin", "worker")}
        people["other"] = accounts.person(session, "Otto Other", "worker")
        from app.accounts.queries import actor_for

        admin, owner = actor_for(session, people["admin"]), actor_for(session, people["worker"])
        catalog.process(session, owner, FIRST, key="loans", title="Lend money")
        browsers = {name: accounts.signed_in(app, session, person) for name, person in people.items()}
    return Yard(database, unit, folder, admin, owner, browsers)
