"""Fixtures of all tests: both databases, the application on them, its servers, no network beyond this machine."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import FEATURES
from app.kernel import audit, features
from app.kernel.api.schemas import Answer, Mapping
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from app.kernel.policy import Actor
from app.kernel.settings import Settings, load
from app.sign_in import secrets
from tests.support import applications, bounded, databases, postgres, servers

ROOT = Path(__file__).resolve().parent.parent
LONG = ("scenarios", "browser", "contract")
KEY = "only-for-tests-only-for-tests-only-for-tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer a choice of databases for quick runs."""
    parser.addoption("--database", choices=[*databases.KINDS, "both"], default="both", help="run on one database only")
    parser.addoption("--clocks", action="store_true", help="run what asks the time on other days and in other zones")
    parser.addoption("--clock", metavar="NAME", help="run everything under this one clock of tests/support/clocks.py")
    parser.addini(
        "longest", "seconds after which the whole run says what it does and is ended; 0 is never", default="0"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the workers of this run share."""
    # The same examples in every run: main is red for a reason. `--hypothesis-profile=default` looks for new ones.
    # How long an example takes to be made says how busy the machine is.
    busy = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("steady", derandomize=True, suppress_health_check=busy)
    if not config.getoption("--hypothesis-profile"):
        hypothesis.settings.load_profile("steady")
    config.addinivalue_line("markers", "databases(*kinds): run only on these of sqlite and postgresql")
    databases.know_dialects()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["STEPWELL_TEST_RUN"] = tempfile.mkdtemp(prefix="stepwell-tests-")
        os.environ["STEPWELL_TEST_RUN_PID"] = str(os.getpid())
    if config.getoption("--clocks") or config.getoption("--clock"):
        from tests.support import clocks

        config.pluginmanager.register(clocks, "clocks")
    config.pluginmanager.register(bounded.Bounded(databases.run_folder(), float(config.getini("longest"))), "bounded")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files first that take long, then those with most tests: in the end no worker waits for another's last."""
    tests = Counter(item.path for item in items)

    def turn(item: pytest.Item) -> tuple[bool, int]:
        long = any(item.path.is_relative_to(ROOT / "tests" / folder) for folder in LONG)
        return not long, 0 if long else -tests[item.path]

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """Spare the collector of rubbish what stays (all imports and tests), and let it look less often than it would."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster of this run and remove its folder."""
    if "PYTEST_XDIST_WORKER" not in os.environ and "STEPWELL_TEST_RUN" in os.environ:
        folder = databases.run_folder()
        postgres.stop_shared(folder)
        shutil.rmtree(folder, ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that uses a database on both."""
    if "database_kind" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("databases")
    wanted = metafunc.config.getoption("--database")
    kinds = [k for k in (marker.args if marker else databases.KINDS) if wanted in (k, "both")]
    metafunc.parametrize("database_kind", kinds, ids=kinds)


@pytest.fixture(scope="session", autouse=True)
def _answers_lose_nothing() -> Iterator[None]:
    """Fail where a call says something of which its schema knows nothing: it would be left out without a word."""
    dump = Answer.dump

    def whole(schema: Answer, obj: object, *, many: bool | None = None) -> object:
        if isinstance(obj, dict) and not isinstance(schema, Mapping):
            lost = obj.keys() - schema.dump_fields.keys() - {"by_method", *obj.get("by_method", {})}
            assert not lost, f"{type(schema).__name__} leaves out {sorted(lost)}"
        return dump(schema, obj, many=many)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Answer, "dump", whole)
        yield


@pytest.fixture(scope="session", autouse=True)
def _acts_have_words() -> Iterator[None]:
    """Fail where something is written into the audit log that no feature has words for."""
    record = audit.record

    @cache
    def acts() -> frozenset[str]:
        return frozenset(kind for name in FEATURES for kind in features.manifest(name).acts)

    def told(session: Session, actor: Actor, kind: str, *rest: Any, **named: Any) -> audit.AuditEntry:
        by_a_test = not sys._getframe(1).f_globals["__name__"].startswith("app.")
        assert by_a_test or kind in acts() or kind in audit.WRITTEN, f"no feature has words for {kind}"
        return record(session, actor, kind, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "record", told)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    """Hash what people choose with little work here; servers of their own process hash as ever.

    It is a little more than the factories take, whose hashes are therefore made anew at the first sign-in.
    """
    little = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "_hasher", lambda: little)
        yield


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a fresh database with the schema: what a server process needs."""
    with databases.fresh_url(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a fresh database with the schema and no rows, once on SQLite and once on PostgreSQL."""
    opened = databases.opened(database_url)
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Give one write transaction that is undone after the test; do not mix it with `client` (use `unit`)."""
    with database.session() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def unit(database: Database) -> Callable[[], AbstractContextManager[Session]]:
    """Give `with unit() as session:`, each a unit of work that commits and tells its news."""
    return lambda: unit_of_work(database)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Give settings for tests: jobs run only when `jobs.drain(database)` is called; no rate limits; no mail."""
    return load(
        {}, data=tmp_path / "data", database_url=database_url, testing=True, rate_limits=False,
        jobs="embedded", work_in_server=False, secret_key=KEY, base_url="http://localhost",
    )  # fmt: skip


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[StepwellApp]:
    """Give the whole application on the test's database; `create_app` makes one that a test may add addresses to."""
    with applications.lent(settings, database) as lent:
        yield lent


@pytest.fixture
def client(app: StepwellApp) -> FlaskClient:
    """Give a client of the application that talks to it without a network."""
    return app.test_client()


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[servers.Server]:
    """Give Stepwell served by gunicorn in a process of its own, on the test's database."""
    with servers.running(tmp_path / "data", database_url) as started:
        yield started


@pytest.fixture
def mailbox() -> Iterator[servers.Mailbox]:
    """Give a real mail server on loopback and what it received."""
    with servers.mailbox() as box:
        yield box


@pytest.fixture
def http_target() -> Iterator[servers.Target]:
    """Give a real HTTP server on loopback that records what it is asked."""
    with servers.http_target() as target:
        yield target


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder of BPMN files drawn by others; skipped, with the reason, where it is not there."""
    folder = Path(os.environ.get("STEPWELL_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"no corpus of BPMN files at {folder}; set STEPWELL_CORPUS to its folder")
    return folder
