"""Rules of the house that no linter knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def sources() -> Iterator[tuple[str, str]]:
    for folder in ("app", "processes"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text()


def test_one_place_commits() -> None:
    committing = {name for name, text in sources() if re.search(r"\bsession\.commit\(", text)}
    assert committing == {"app/kernel/unit.py"}


def test_one_place_asks_for_the_time() -> None:
    asking = {name for name, text in sources() if re.search(r"datetime\.(now|utcnow|today)\(", text)}
    assert asking <= {"app/kernel/clock.py"}


def test_nothing_is_left_to_do_later() -> None:
    marks = re.compile(rf"\b({'TO'}DO|{'FIX'}ME)\b")
    left = {name for name, text in sources() if marks.search(text)}
    assert left == set()
