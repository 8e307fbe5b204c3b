"""Catalogues: what each feature says, in each language; read together once, when the first asks for a language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parents[3]
FOLDER = "translations"
Texts = dict[tuple[str, str], tuple[str, ...]]
# How many forms a language has after a number, and which of them a number takes. What CLDR has besides for whole
# millions (“un millón de casos”) nobody counts here.
PLURALS: Mapping[str, tuple[int, Callable[[float], int]]] = MappingProxyType(
    {"de": (2, lambda n: int(n != 1)), "es": (2, lambda n: int(n != 1)), "fr": (2, lambda n: int(n >= 2))}
)


def folders() -> Iterator[Path]:
    """Give the folders of catalogues: one beside the code that says what is in them."""
    yield from sorted((ROOT / "app").glob(f"*/{FOLDER}"))
    yield from sorted((ROOT / "processes").glob(f"**/{FOLDER}"))


def read(file: Path, language: str) -> Catalog:
    """Read one catalogue."""
    return parsed(file.read_bytes(), language)


def parsed(content: bytes, language: str) -> Catalog:
    """Read what a catalogue holds, with as many forms after a number as its language has."""
    from babel.messages.pofile import read_po  # not needed by who reads English

    count, _chosen = PLURALS[language]
    head = f'msgid ""\nmsgstr "Plural-Forms: nplurals={count}; plural=0;\\n"\n\n'
    return read_po(BytesIO(head.encode() + content))


@cache
def texts(language: str) -> Texts:
    """Give all that is said in a language, by context and English sentence; of what has plurals each form in order."""
    found: Texts = {}
    for file in (folder / f"{language}.po" for folder in folders()):
        if not file.exists():
            continue
        for message in read(file, language):
            forms = [form or "" for form in _as_list(message.string)]
            if message.id and all(forms):
                key = _as_list(message.id)[0]
                found[message.context or "", key] = tuple(forms)
    return found


def ids(folder: str) -> list[str]:
    """Give what a folder says, in English."""
    some = next((ROOT / folder / FOLDER).glob("*.po"))
    return [_as_list(message.id)[0] for message in read(some, some.stem) if message.id]


def _as_list(said: object) -> list[str]:
    return list(said) if isinstance(said, (list, tuple)) else [str(said or "")]


def plural_form(language: str, n: float) -> int:
    """Give which of the plural forms of a language a number takes."""
    return PLURALS[language][1](n)
