"""One word for one thing in all that people read: the table of the glossary, held against every sentence there is."""

from __future__ import annotations

import re
from functools import cache

import pytest

from app.kernel.i18n import _, earlier, languages
from app.kernel.i18n.catalogues import ROOT, folders, read
from app.kernel.i18n.stored import kept, told
from processes.messages import PLACE
from scripts.messages import LANGUAGES

GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"
BOTH = ("word", "not", "German", "nicht")
# Where the words stand that a language has another one for: the heads of the table, and the column.
WRONG = {"en": (BOTH, 1), "de": (BOTH, 3), "es": (("word", "Spanish", "no"), 2), "fr": (("word", "French", "pas"), 2)}


def table(*heads: str) -> list[list[str]]:
    """Give the rows of the table of the glossary with these heads."""
    head = re.escape(f"| {' | '.join(heads)} |")
    found = re.search(rf"^{head}\n\|[-|]+\|\n((?:\|.*\n?)+)", GLOSSARY.read_text(), re.M)
    assert found is not None, heads
    rows = [line.strip("| ").split(" | ") for line in found.group(1).strip().splitlines()]
    assert [row for row in rows if len(row) != len(heads)] == []
    return rows


def pattern(column: str) -> re.Pattern[str]:
    """Give what finds the words of a column; a dot in a place or a code is part of no word."""
    words = (re.escape(word.strip()).replace("…", r"\w*") for word in column.split(","))
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(words)})(?![\w-]|\.\w)", re.IGNORECASE)


def forms(said: object) -> list[str]:
    many = said if isinstance(said, (list, tuple)) else [said]
    return [PLACE.sub("", str(one)) for one in many]


def test_one_word_for_one_thing() -> None:
    faults: list[str] = []
    for folder, language in ((folder, language) for folder in folders() for language in LANGUAGES):
        english, translated = pattern_of("en"), pattern_of(language)
        for one in read(folder / f"{language}.po", language):
            if one.id:
                faults += [f"{text!r}: {hit.group()}" for text in forms(one.id) if (hit := english.search(text))]
                faults += [f"{text!r}: {hit.group()}" for text in forms(one.string) if (hit := translated.search(text))]
    assert faults == []


@cache
def pattern_of(language: str) -> re.Pattern[str]:
    heads, column = WRONG[language]
    return pattern(", ".join(row[column] for row in table(*heads)))


def test_the_table_is_read() -> None:
    assert len(table(*BOTH)) >= 10
    assert pattern_of("en").search("An instance was eliminated")
    assert not pattern_of("en").search("For instances.example or case")
    assert pattern_of("de").search("Der Schritt wird eliminiert")
    assert pattern_of("es").search("El caso se suspendió")
    assert pattern_of("fr").search("Cette instance est en cours")


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_each_word_of_the_table_would_be_found(language: str) -> None:
    heads, column = WRONG[language]
    words = [word.strip() for row in table(*heads) for word in row[column].split(",")]
    lost = [word for word in words if not pattern_of(language).search(f"({word.replace('…', '')}).")]
    assert len(words) > 20 and lost == []


def test_what_an_earlier_release_kept_is_said_in_the_words_of_now() -> None:
    known = {one.id for folder in folders() for one in read(folder / "de.po", "de")}
    for before, now in earlier.NOW.items():
        assert before not in known and now in known, before
        assert sorted(PLACE.findall(before)) == sorted(PLACE.findall(now))
    with languages.speaking("de"):
        assert str(told(kept(_("signed")))) == str(_("approved it")) == "hat freigegeben"
