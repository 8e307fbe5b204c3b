"""Bring the catalogues up to date with the code: what is said anew is added untranslated, what is not any more goes.

python -m scripts.messages            all
python -m scripts.messages app/tasks  one folder
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from app.kernel.i18n.catalogues import ROOT, folders, parsed, read

LANGUAGES = ("de", "es", "fr")
KEYWORDS: dict[str, Any] = {"_": None, "say": None, "html": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
METHODS = {
    ".py": "python",
    ".html": "jinja2.ext:babel_extract",
    ".txt": "jinja2.ext:babel_extract",
    ".ts": "javascript",
}
OPTIONS = {
    "jinja2.ext:babel_extract": {"silent": "false"}, "python": {"encoding": "utf-8"},
    "javascript": {"parse_template_string": True},
}  # fmt: skip


def sources(folder: Path) -> Iterator[Path]:
    """Give the files whose sentences stand in the catalogue of a folder: those below it, but for what has its own."""
    owners = {one.parent for one in folders()}
    for file in sorted(folder.parent.rglob("*")):
        if file.suffix not in METHODS or "node_modules" in file.parts or (file.suffix != ".py") != _spoken(file):
            continue
        if next(above for above in file.parents if above in owners) == folder.parent:
            yield file


def _spoken(file: Path) -> bool:
    return "templates" in file.parts or file.suffix == ".ts"


def said(folder: Path) -> Catalog:
    """Give what the code beside a folder says, as an empty catalogue."""
    return deepcopy(_extracted(folder))


@cache
def _extracted(folder: Path) -> Catalog:
    found = Catalog(fuzzy=False)
    for file in sources(folder):
        method = METHODS[file.suffix]
        opened = io.BytesIO(file.read_bytes())
        for _line, ids, _comments, context in extract(method, opened, KEYWORDS, ("Translators:",), OPTIONS.get(method)):
            found.add(ids, context=context, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return found


def updated(folder: Path, language: str) -> bytes:
    """Give the catalogue of a folder as it should be: the code's sentences, with the translations that there are."""
    file = folder / f"{language}.po"
    whole = parsed(file.read_bytes() if file.exists() else b"", language)
    whole.update(said(folder), no_fuzzy_matching=True)
    whole.obsolete.clear()
    written = io.BytesIO()
    write_po(written, whole, width=120, omit_header=True, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return (written.getvalue().strip() + b"\n").lstrip()


def main(*chosen: str) -> None:
    """Write the catalogues, and say how much in them is not translated."""
    for folder in folders():
        if chosen and folder.parent.relative_to(ROOT).as_posix() not in chosen:
            continue
        for language in LANGUAGES:
            (folder / f"{language}.po").write_bytes(updated(folder, language))
            catalogue = read(folder / f"{language}.po", language)
            left = [one for one in catalogue if one.id and not (all(one.string) if one.pluralizable else one.string)]
            print(f"{folder.parent.relative_to(ROOT)} {language}: {len(catalogue)} sentences, {len(left)} to translate")


if __name__ == "__main__":
    main(*sys.argv[1:])
