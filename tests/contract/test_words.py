"""One word for one thing in all that people read: the table of the glossary, held against every sentence there is."""

from __future__ import annotations

import io
import re

from babel.messages.pofile import read_po

from app.kernel.i18n.catalogues import ROOT, folders
from processes.messages import PLACE

GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"
TABLE = re.compile(r"^\| word \| not \| German \| nicht \|\n\|[-|]+\|\n((?:\|.*\n?)+)", re.M)


def rows() -> list[tuple[str, str, str, str]]:
    found = TABLE.search(GLOSSARY.read_text())
    assert found is not None
    lines = (line.strip("| ").split(" | ") for line in found.group(1).strip().splitlines())
    return [(word, wrong, german, falsch) for word, wrong, german, falsch in lines]


def pattern(column: str) -> re.Pattern[str]:
    """Give what finds the words of a column; a dot in a place or a code is part of no word."""
    words = (re.escape(word.strip()).replace("…", r"\w*") for word in column.split(","))
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(words)})(?![\w-]|\.\w)", re.IGNORECASE)


def forms(said: object) -> list[str]:
    many = said if isinstance(said, (list, tuple)) else [said]
    return [PLACE.sub("", str(one)) for one in many]


def test_one_word_for_one_thing() -> None:
    faults, english, german = [], pattern_of(1), pattern_of(3)
    for folder in folders():
        for one in read_po(io.BytesIO((folder / "de.po").read_bytes()), locale="de"):
            if one.id:
                faults += [f"{text!r}: {hit.group()}" for text in forms(one.id) if (hit := english.search(text))]
                faults += [f"{text!r}: {hit.group()}" for text in forms(one.string) if (hit := german.search(text))]
    assert faults == []


def pattern_of(column: int) -> re.Pattern[str]:
    return pattern(", ".join(row[column] for row in rows()))


def test_the_table_is_read() -> None:
    assert len(rows()) >= 10
    assert pattern_of(1).search("An instance was eliminated")
    assert not pattern_of(1).search("For instances.example or case")
    assert pattern_of(3).search("Der Schritt wird eliminiert")
