"""Bring what the tests need from outside, or say which command does: `python -m tests.support.bring`."""

from __future__ import annotations

import sys

from tests.support import chromium, postgres_binaries
from tests.support.missing import Missing


def main() -> int:
    """Bring PostgreSQL and Chromium; gives the exit status."""
    try:
        print(f"PostgreSQL: {postgres_binaries.folder()} (as {postgres_binaries.account()})")
        chromium.bring_driver()
        print(f"Chromium:   {chromium.bring()}")
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
