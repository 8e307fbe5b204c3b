"""Every page of the map of routes as everybody: room, reach, legibility, weight, no complaint of browser or axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.probe import crawl, routes, world
from tests.browser.probe.clicks import Clicks
from tests.browser.probe.crawl import Shown
from tests.browser.probe.window import Window
from tests.browser.probe.world import NOBODY, ROLES, World
from tests.support.servers import Server

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give the demo with one of everything."""
    folder: Path = tmp_path_factory.mktemp("probe")
    with world.built(folder) as made:
        yield made


@pytest.fixture(scope="module")
def pages(house: World) -> list[Shown]:
    """Give what to look at: pages with something that no page of their route had, the fullest first."""
    found = crawl.pages(house)
    assert {page.role for page in found} == {NOBODY, *ROLES}
    return crawl.unlike(found)


@pytest.fixture(scope="module")
def clicks() -> Clicks:
    """Give who uses each kind of control once."""
    return Clicks()


def test_every_route_has_an_example_or_is_no_page(house: World) -> None:
    assert routes.unnamed(house.app) == []


def test_the_page_for_the_first_person_is_well(browser: Browser, server: Server) -> None:
    window = Window.opened(browser, server.url)
    assert window.go("/setup") == 200
    assert window.look() == []
    window.close()


@pytest.mark.parametrize("role", [NOBODY, *ROLES])
def test_pages_are_well(browser: Browser, house: World, pages: list[Shown], clicks: Clicks, role: str) -> None:
    window = Window.opened(browser, house.url, house.cookies.get(role, ""))
    wrong = []
    for page in (one for one in pages if one.role == role):
        window.go(page.path)
        wrong += [f"{page.path}: {one}" for one in (*window.look(), *clicks.look(window))]
    window.close()
    assert wrong == [], "\n".join(wrong)


def test_pages_are_well_without_scripts(browser: Browser, house: World, pages: list[Shown]) -> None:
    windows = {
        role: Window.opened(browser, house.url, house.cookies.get(role, ""), scripts=False) for role in (NOBODY, *ROLES)
    }
    wrong = []
    for page in {one.kind: one for one in reversed(pages)}.values():
        windows[page.role].go(page.path)
        wrong += [f"{page.role}, {page.path}: {one}" for one in windows[page.role].look_without_scripts()]
    for window in windows.values():
        window.close()
    assert wrong == [], "\n".join(wrong)
