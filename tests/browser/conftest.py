"""A real Chromium, a real server, and people who sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session

from app.accounts.queries import by_email
from tests.browser.person import AXE, Person
from tests.factories import accounts
from tests.support import chromium, servers
from tests.support.missing import Missing

Unit = Callable[[], AbstractContextManager[Session]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give whole stories, with a look at each page by axe, the time they take on a busy machine."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium for all browser tests that a worker runs in a row; other tests go without it."""
    if not AXE.exists():
        raise Missing("axe-core", "npm ci --prefix app/frontend")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def hire(unit: Unit) -> Callable[[str, str], str]:
    """Give a function that adds a person with a role, who can sign in, and gives their address."""

    def add(name: str, role: str) -> str:
        with unit() as session:
            return accounts.person(session, name, role, password=True).email

    return add


@pytest.fixture
def token_of(unit: Unit) -> Callable[[str], str]:
    """Give a function that makes an API token."""

    def make(email: str) -> str:
        with unit() as session:
            who = by_email(session, email)
            assert who is not None, email
            return accounts.token(session, who)

    return make


@pytest.fixture
def enter(server: servers.Server, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Give a function that lets somebody sign in with a browser window of their own."""
    here: list[Person] = []

    def sign_in(email: str, **how: bool) -> Person:
        person = Person.arrive(browser, server.url, **how)
        here.append(person)
        return person.sign_in(email, accounts.PASSWORD)

    yield sign_in
    for person in here:
        person.leave()


@pytest.fixture
def campaign() -> bytes:
    """Give the shipped campaign approval."""
    folder = Path(__file__).resolve().parents[2] / "bpmn" / "campaign-approval"
    return next(folder.glob("*.bpmn")).read_bytes()
