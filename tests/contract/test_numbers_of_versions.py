"""What is numbered, as versions and revisions are, is said without the separators that quantities have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.catalog.queries import Unreadable
from app.kernel.i18n import languages

ROOT = Path(__file__).resolve().parents[2]
NUMBERED = ("number", "live_number", "revision")
SAYS = ("_", "ngettext", "pgettext", "placed")
_VALUE = rf"\(?[\w.]*\.(?:{'|'.join(NUMBERED)})\b(?: [-+] 1\)?)?|numbers\[[\w.]+\]"
_PLACE = re.compile(rf"\b\w+=(?:{_VALUE})(\|string)?(?=[,)])")


def test_no_sentence_takes_the_number_of_a_version_for_a_quantity() -> None:
    found = [*_in_python(), *_in_templates()]

    assert not found, found


def test_version_1000_is_said_without_a_separator() -> None:
    fault = Unreadable(1000, ValueError())

    assert "Version 1000 " in fault.words and "version 1000," in fault.detail
    with languages.speaking("de"):
        assert "Version 1000 " in str(fault.words)


def _in_python() -> Iterator[str]:
    for file in [*(ROOT / "app").rglob("*.py"), *(ROOT / "processes").rglob("*.py")]:
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYS:
                yield from (
                    f"{file}:{call.lineno} {place.arg}"
                    for place in call.keywords
                    if isinstance(place.value, ast.Attribute) and place.value.attr in NUMBERED
                )


def _in_templates() -> Iterator[str]:
    for file in (ROOT / "app").rglob("*.html"):
        if "node_modules" not in file.parts:
            for line, text in enumerate(file.read_text().splitlines(), 1):
                yield from (
                    f"{file}:{line} {place[0]}"
                    for place in _PLACE.finditer(text)
                    if not place[1] and _caller(text[: place.start()]) in ("_", "html", "ngettext", "pgettext")
                )


def _caller(before: str) -> str:
    """The name of the call that is open where a text ends."""
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(before[at], 0)
        if depth < 0:
            return re.search(r"\w*$", before[:at])[0]  # type: ignore[index]
    return ""
