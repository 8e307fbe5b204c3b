"""Take pictures of all pages as everybody, at every width, by day and by night: python -m scripts.gallery [--unlike].

With `--unlike` only one of those that are built alike. Says what the probe finds wrong with them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.probe import world
from tests.browser.probe.gallery import Gallery
from tests.support import chromium

FOLDER = Path("build/gallery")


def main(arguments: list[str]) -> int:
    """Fill the gallery; fails where something is wrong with a page."""
    gallery = Gallery(FOLDER)
    with (
        tempfile.TemporaryDirectory(prefix="stepwell-gallery-") as data,
        world.built(Path(data)) as house,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        wrong = gallery.fill(browser, house, alike="--unlike" not in arguments)
        browser.close()
    print(f"{len(gallery.seen)} pages, {wrong} faults: look at {FOLDER / 'index.html'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
