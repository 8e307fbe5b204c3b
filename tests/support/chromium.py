"""Find a Chromium for the browser tests, or bring one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.support.missing import Missing

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
COMMAND = "apt-get install -y chromium   (or: python -m playwright install chromium)"
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-prefers-reduced-motion")


@cache
def executable() -> Path:
    """Give the path of a Chromium: the one that was named or installed, or Playwright's own."""
    named = os.environ.get("STEPWELL_CHROMIUM")
    found = Path(named) if named else _system() or _playwright()
    if found is None or not found.exists():
        raise Missing("Chromium", COMMAND)
    return found


def bring() -> Path:
    """Make sure that there is a Chromium: as root from the distribution, else by Playwright's download."""
    try:
        return executable()
    except Missing:
        pass
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-q"], check=False)
        subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", "chromium"], check=False)
    if _system() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return executable()


def bring_driver() -> None:
    """Make sure that Playwright's own program starts: a bare Debian lacks a library that it needs."""
    if _driver_starts():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-q"], check=False)
        subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", "libatomic1"], check=False)
    if not _driver_starts():
        raise Missing("what Playwright's driver needs", "apt-get install -y libatomic1")


def _driver_starts() -> bool:
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _system() -> Path | None:
    paths = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in paths if path), None)


def _playwright() -> Path | None:
    root = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    builds = sorted(root.glob("chromium-*/chrome-linux*/chrome"))
    return builds[-1] if builds else None
