"""Run `stepwell bench` with a PostgreSQL of its own, durable as in production: python -m scripts.bench [PARTS…]."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.postgres import cluster

PAGE = Path("docs/reference/measured.md")


def main(arguments: list[str]) -> int:
    """Measure, and write the results page where all parts are measured."""
    page = ["--page", str(PAGE)] if not arguments else []
    command = [sys.executable, "-c", "from app.cli import main; main()", "bench", *arguments, *page]
    with cluster(durable=True) as url:
        return subprocess.run([*command, "--postgresql", url], check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
