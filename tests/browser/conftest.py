"""A real Chromium, a real server, and people who sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.person import AXE, Person
from tests.support import chromium, servers
from tests.support.missing import Missing

PASSWORD = "three unrelated words"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give whole stories, with a look at each page by axe, the time they take on a busy machine."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium for the session."""
    if not AXE.exists():
        raise Missing("axe-core", "npm ci --prefix app/frontend")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def hire(server: servers.Server) -> Callable[[str, str], str]:
    """Give a function that adds a person with a role by the command line and gives their address."""

    def add(name: str, role: str) -> str:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        servers.stepwell(
            "person", "add", email, "--name", name, "--role", role, "--password", PASSWORD, data=server.data,
            database_url=server.database_url,
        )  # fmt: skip
        return email

    return add


@pytest.fixture
def token_of(server: servers.Server) -> Callable[[str], str]:
    """Give a function that makes an API token."""

    def make(email: str) -> str:
        done = servers.stepwell("token", "create", email, data=server.data, database_url=server.database_url)
        return done.stdout.strip()

    return make


@pytest.fixture
def enter(server: servers.Server, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Give a function that lets somebody sign in with a browser window of their own."""
    here: list[Person] = []

    def sign_in(email: str, **how: bool) -> Person:
        person = Person.arrive(browser, server.url, **how)
        here.append(person)
        return person.sign_in(email, PASSWORD)

    yield sign_in
    for person in here:
        person.leave()


@pytest.fixture
def campaign() -> bytes:
    """Give the shipped campaign approval."""
    folder = Path(__file__).resolve().parents[2] / "bpmn" / "campaign-approval"
    return next(folder.glob("*.bpmn")).read_bytes()
