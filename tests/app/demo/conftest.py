"""One small demo on each database, for all who look at it without changing it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app
from app.demo import build
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from app.kernel.settings import load
from tests.conftest import KEY
from tests.support import databases

SCALE = 0.12
END = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # a Friday, so that what happened lately is the same in each run


def application(database: Database, folder: Path) -> StepwellApp:
    """Give the application on a database of the demo."""
    settings = load({}, data=folder, testing=True, rate_limits=False, jobs="embedded", work_in_server=False,
                    secret_key=KEY, base_url="http://demo.example", mail_folder=str(folder / "mails"),
                    database_url=database.url.render_as_string(hide_password=False))  # fmt: skip
    return create_app(settings, database)


@pytest.fixture(scope="session", params=databases.KINDS)
def demo(request: pytest.FixtureRequest) -> Iterator[tuple[Database, build.Built, Path]]:
    """Build one small demo on each database for all tests that look at it."""
    if request.config.getoption("--database") not in (request.param, "both"):
        pytest.skip("not asked for")
    with tempfile.TemporaryDirectory() as folder, databases.fresh(request.param, Path(folder)) as database:
        application(database, Path(folder))
        yield database, build.build(database, END, scale=SCALE), Path(folder) / "mails"


@pytest.fixture
def session(demo: tuple[Database, build.Built, Path]) -> Iterator[Session]:
    """Look at the demo without changing it."""
    with unit_of_work(demo[0], readonly=True) as opened:
        yield opened


@pytest.fixture
def client(demo: tuple[Database, build.Built, Path], tmp_path: Path) -> FlaskClient:
    """Give a client of the application on the demo's database."""
    return application(demo[0], tmp_path).test_client()
