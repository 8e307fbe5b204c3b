"""Take the pictures of README and tutorials from the demo, so that they stay true.

python -m scripts.pictures            all, from a demo that is built for it
python -m scripts.pictures map task   those whose names begin so
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import chromium

OUT = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LARGEST = 150_000
HEIGHTS = {390: 780, 1280: 680}
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Picture:
    """A page as one of the people sees it; `opens` are links followed before, `clicks` what is pressed on the page."""

    name: str
    who: str
    page: str
    opens: tuple[str, ...] = ()
    clicks: tuple[str, ...] = ()
    shows: str = ""
    width: int = 1280
    themes: tuple[str, ...] = ("light",)


AMARA, NORA, OSKAR = "Amara Okafor", "Nora Lindqvist", "Oskar Brandt"
VOTING = 'main a[href^="/proposals/0"]'
PICTURES = (
    Picture("map", AMARA, "/processes/campaign-approval", themes=THEMES),
    Picture("proposal", AMARA, "/proposals?state=voting&process=campaign-approval", (VOTING,), themes=THEMES),
    Picture("rollout", NORA, "/demo/tour/6", clicks=('.tour button[type="submit"]',), themes=THEMES),
    Picture("worker-home", AMARA, "/", width=390),
    Picture("worker-task", AMARA, "/work", ('main a[href^="/tasks/"]',), width=390),
    Picture("worker-vote", AMARA, "/proposals?state=voting&process=campaign-approval", (VOTING,), width=390),
    Picture("worker-changed", AMARA, "/processes/campaign-approval/versions/3/changed"),
    Picture("manager-home", NORA, "/"),
    Picture("manager-sign", "Gunnar Holm", "/proposals?state=accepted", (VOTING,)),
    Picture("manager-versions", NORA, "/processes/campaign-approval/versions"),
    Picture("ops-home", OSKAR, "/"),
    Picture("ops-incidents", OSKAR, "/incidents"),
    Picture("ops-incident", OSKAR, "/incidents", ('main a[href^="/incidents/"]',)),
    Picture("ops-awaited", OSKAR, "/messages/awaited"),
    Picture("people", "", "/signin"),
)


def main(*wanted: str) -> None:
    """Serve a demo, take what is wanted, and say how large it became."""
    chosen = [one for one in PICTURES if not wanted or one.name.startswith(wanted)]
    OUT.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        for picture, theme in ((one, theme) for one in chosen for theme in one.themes):
            file = OUT / (f"{picture.name}-{theme}.png" if len(picture.themes) > 1 else f"{picture.name}.png")
            take(browser, address, picture, theme, file)
            print(f"{file.name}: {file.stat().st_size // 1000} kB")
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """Build and serve a demo of its own; give its address."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        run = [sys.executable, "-c", "from app.cli import main; main()", "demo", "--data", folder, "--port", str(port)]
        server = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
        try:
            yield _ready(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(30)


def _ready(address: str) -> str:
    for _ in range(600):
        try:
            requests.get(f"{address}/signin", timeout=5).close()
        except requests.RequestException:
            time.sleep(0.5)
        else:
            return address
    raise TimeoutError(f"Expected the demo at {address} within five minutes, but nothing answers there.")


def take(browser: Browser, address: str, picture: Picture, theme: str, file: Path) -> None:
    """Take one picture; raises ValueError where it is still too large for a page that loads quickly."""
    size = {"width": picture.width, "height": HEIGHTS[picture.width]}
    context = browser.new_context(viewport=size, color_scheme=theme, locale="en-GB")
    page = context.new_page()
    if picture.who:
        page.goto(f"{address}/signin")
        page.fill("#f-email", address(picture.who))
        page.fill("#f-password", "brightwater")
        page.locator("form[action='/signin'] button").click()
        page.wait_for_url(f"{address}/")
    page.goto(address + picture.page)
    _go(page, picture)
    page.screenshot(path=file)
    context.close()
    if file.stat().st_size > LARGEST:
        raise ValueError(f"Expected at most {LARGEST} bytes, but {file.name} has {file.stat().st_size}.")


def _go(page: Page, picture: Picture) -> None:
    for link in picture.opens:
        href = page.locator(link).first.get_attribute("href")
        page.goto(page.evaluate("href => new URL(href, location.href).href", href))
    for button in picture.clicks:
        page.locator(button).first.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1200)


if __name__ == "__main__":
    main(*sys.argv[1:])
