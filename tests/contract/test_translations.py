"""Catalogues have no hole: what is said is translated, once, with the same places, in one form of address."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from app.kernel.i18n.catalogues import ROOT, folders, plural_form, read
from app.kernel.i18n.languages import LANGUAGES
from processes.messages import PLACE
from scripts.messages import LANGUAGES as TRANSLATED
from scripts.messages import updated

CATALOGUES = [(folder, language) for folder in folders() for language in TRANSLATED]
NAMES = [f"{folder.parent.relative_to(ROOT)}-{language}" for folder, language in CATALOGUES]
TAG = re.compile(r"</?[a-z]+[^>]*>")
# Signs of another form of address, or of English typing.
WRONG = {
    "de": re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(e[mnrs]?)?|[Ee]uch|[Ee]uer)\b|“[^„]*”|\w['’]s\b|  "),
    "es": re.compile(
        r"\b([Tt]ú|[Tt]us?|[Tt]e|[Tt]i|[Cc]ontigo|[Vv]osotr[oa]s|[Vv]uestr[oa]s?|[Oo]s|[Tt]ienes|[Pp]uedes|[Hh]az)\b"
        r"|[“”„]|\w['’]s\b|  |\b(?:de|a) el \b|^[^¿]*\w\?|^[^¡]*\w!"
    ),
    "fr": re.compile(
        r"\b([Tt]u|[Tt]oi|[Tt]on|[Tt]a|[Tt]es|[Vv]otres)\b|[“”„']|  |« | »|«[^\u00a0]|[^\u00a0]»"
        r"|[^\s({]+[;?!](?:\s|$)| [:;?!]|\b(?:de|à) les? (?:dossiers?|processus|groupe|couloir|connecteur|vote)\b"
    ),
}
# A sign at the end that a language sets otherwise, by the English one: a greeting ends with a colon in Spanish.
ENDS = {"es": {",": ":"}}
# Which form 0, 1 and 2 take: nothing is one in French.
NOUGHT_ONE_TWO = {"fr": [0, 0, 1]}
each = pytest.mark.parametrize(("folder", "language"), CATALOGUES, ids=NAMES)


def entries(folder: Path, language: str) -> list[Message]:
    return [one for one in read(folder / f"{language}.po", language) if one.id]


def forms(said: object) -> list[str]:
    return [str(one) for one in said] if isinstance(said, (list, tuple)) else [str(said)]


def test_all_languages_have_catalogues() -> None:
    assert {"en", *TRANSLATED} == set(LANGUAGES)


@each
def test_it_holds_what_the_code_says(folder: Path, language: str) -> None:
    assert (folder / f"{language}.po").read_bytes() == updated(folder, language), "Run: make messages"


@each
def test_it_has_no_hole(folder: Path, language: str) -> None:
    assert [one.id for one in entries(folder, language) if not all(forms(one.string)) or not one.string] == []


@each
def test_places_and_tags_are_the_same(folder: Path, language: str) -> None:
    for one in entries(folder, language):
        english, translated = forms(one.id), forms(one.string)
        assert set(PLACE.findall(translated[-1])) == set(PLACE.findall(english[-1])), one.id
        for text in translated:
            assert set(PLACE.findall(text)) <= set(PLACE.findall(english[-1])), one.id
            assert sorted(TAG.findall(text)) == sorted(TAG.findall(english[0])), one.id


@each
def test_it_is_written_well(folder: Path, language: str) -> None:
    wrong = {text: WRONG[language].findall(text) for one in entries(folder, language) for text in forms(one.string)}
    assert {text for text, found in wrong.items() if found} == set()
    for one in entries(folder, language):
        english, translated = forms(one.id)[-1][-1:], forms(one.string)[-1][-1:]
        same = translated == ENDS.get(language, {}).get(english, english)
        assert same or not {english, translated} & set(".?!…:"), one.id


def test_nothing_is_said_in_two_ways() -> None:
    found: dict[tuple[str, str, str], set[tuple[str, ...]]] = defaultdict(set)
    for folder, language in CATALOGUES:
        for one in entries(folder, language):
            found[language, one.context or "", forms(one.id)[0]].add(tuple(forms(one.string)))
    assert {key: ways for key, ways in found.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_its_plurals_can_be_chosen(language: str) -> None:
    assert [plural_form(language, n) for n in (0, 1, 2)] == NOUGHT_ONE_TWO.get(language, [1, 0, 1])
