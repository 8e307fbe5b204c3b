"""Which language is read: that of the person, else of their browser, else of the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.kernel.i18n import pseudo
from processes.messages import render_by, rendering

if TYPE_CHECKING:
    from werkzeug.datastructures import LanguageAccept

# By their own names, as those look for who speak them.
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"})
PSEUDO: Mapping[str, str] = MappingProxyType({pseudo.ACCENTED: "Pseudo-English", pseudo.MIRRORED: "Pseudo, mirrored"})
DEFAULT = "en"
_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current() -> str:
    """Give the language that is spoken now, such as “de”."""
    return _current.get()


def direction(language: str) -> str:
    """Give where lines of a language begin, as HTML names it: ltr or rtl."""
    return "rtl" if language == pseudo.MIRRORED else "ltr"


def is_known(language: str) -> bool:
    """Whether Stepwell can be read in this language."""
    return language in LANGUAGES or language in PSEUDO


def choose(own: str | None, accepted: LanguageAccept, otherwise: str) -> str:
    """Choose what somebody reads: what they chose, else the best that their browser asks for and Stepwell has."""
    if own and is_known(own):
        return own
    return asked_for(accepted) or (otherwise if is_known(otherwise) else DEFAULT)


def asked_for(accepted: LanguageAccept) -> str | None:
    """Give the best of what a browser or program asks for that Stepwell has; a pseudo-language by its whole name."""
    wanted = [language for language, quality in accepted if quality > 0]
    exact = next((language for language in wanted if language in PSEUDO), None)
    return exact or next((found for language in wanted if (found := _looked_up(language))), None)


def _looked_up(tag: str) -> str | None:
    """Give the language of Stepwell that fits a tag, which may say more than that: de for de-CH (RFC 4647 3.4)."""
    while tag:
        found = next((language for language in LANGUAGES if language.lower() == tag.lower()), None)
        if found is not None:
            return found
        tag = tag.rpartition("-")[0]
    return None


def switch(language: str) -> None:
    """Say everything in this language from here on, until the `speaking` around it ends."""
    from app.kernel.i18n.rendered import in_language

    _current.set(language)
    render_by(None if language == DEFAULT else in_language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in this language, in this thread, while it lasts."""
    from app.kernel.i18n.rendered import in_language

    token = _current.set(language)
    try:
        with rendering(None if language == DEFAULT else in_language):
            yield
    finally:
        _current.reset(token)
