"""Catalogues: what each feature says, in each language; read together once, when the first asks for a language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parents[3]
FOLDER = "translations"
Texts = dict[tuple[str, str], tuple[str, ...]]


def folders() -> Iterator[Path]:
    """Give the folders of catalogues: one beside the code that says what is in them."""
    yield from sorted((ROOT / "app").glob(f"*/{FOLDER}"))
    yield from sorted((ROOT / "processes").glob(f"**/{FOLDER}"))


def read(file: Path, language: str) -> Catalog:
    """Read one catalogue."""
    from babel.messages.pofile import read_po  # not needed by who reads English

    with file.open("rb") as opened:
        return read_po(opened, locale=language)


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
    """Give which of the plural forms of a language a number takes (gettext's Plural-Forms)."""
    return _FORMS[_plural(language)](n)


# The shapes that the languages shipped here have; a catalogue with another one fails its test.
_FORMS: dict[str, Callable[[float], int]] = {
    "(n != 1)": lambda n: int(n != 1), "(n > 1)": lambda n: int(n > 1), "0": lambda n: 0,
}  # fmt: skip


@cache
def _plural(language: str) -> str:
    from babel.messages.plurals import get_plural

    return get_plural(language).plural_expr
