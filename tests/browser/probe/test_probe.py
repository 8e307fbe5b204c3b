"""Every page of the map of routes as everybody: room, reach, legibility, weight, no complaint of browser or axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.probe import crawl, routes, world
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
def pages(house: World) -> dict[str, list[str]]:
    """Give whom to show which addresses: those with something that no page of their route had, the fullest first."""
    found = crawl.pages(house)
    assert {page.role for page in found} == {NOBODY, *ROLES}
    shown: dict[str, list[str]] = {}
    for page in crawl.unlike(found):
        shown.setdefault(page.role, []).append(page.path)
    return shown


def test_every_route_has_an_example_or_is_no_page(house: World) -> None:
    assert routes.unnamed(house.app) == []


def test_the_page_for_the_first_person_is_well(browser: Browser, server: Server) -> None:
    window = Window.opened(browser, server.url)
    assert window.go("/setup") == 200
    assert window.look() == []
    window.close()


@pytest.mark.parametrize("role", [NOBODY, *ROLES])
def test_pages_are_well(browser: Browser, house: World, pages: dict[str, list[str]], role: str) -> None:
    window = Window.opened(browser, house.url, house.cookies.get(role, ""))
    wrong = []
    for path in pages[role]:
        window.go(path)
        wrong += [f"{path}: {one}" for one in window.look()]
    window.close()
    assert wrong == [], f"{len(pages[role])} pages\n" + "\n".join(wrong)
