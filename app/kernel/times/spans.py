"""Lengths of time as people say them and as ISO 8601 writes them."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.kernel.i18n import ngettext

_SPAN = re.compile(r"P(?:(\d+)([DW])|T(\d+)([HM]))")
_UNITS: dict[str, Callable[[int], str]] = {
    "D": lambda n: ngettext("{n} day", "{n} days", n),
    "W": lambda n: ngettext("{n} week", "{n} weeks", n),
    "H": lambda n: ngettext("{n} hour", "{n} hours", n),
    "M": lambda n: ngettext("{n} minute", "{n} minutes", n),
}
# As people type them in the languages that Stepwell speaks.
_WORDS = {
    "minute": "M", "hour": "H", "day": "D", "week": "W", "stunde": "H", "tag": "D", "woche": "W",
    "minuto": "M", "hora": "H", "día": "D", "dia": "D", "semana": "W", "heure": "H", "jour": "D", "semaine": "W",
}  # fmt: skip
# Thousands may stand apart, as they do where a length of time is said.
_APART = r"[,.\s]"
_SAID = re.compile(rf"(\d{{1,2}}{_APART}\d{{3}}|\d{{1,5}})\s*({'|'.join(_WORDS)})(?:s|n|e|en)?", re.IGNORECASE)


def span_words(span: str) -> str:
    """Say a length of time such as P2D as people do, “2 days”; what is more mixed stays as it is."""
    found = _SPAN.fullmatch(span)
    if found is None:
        return span
    return _UNITS[found[2] or found[4]](int(found[1] or found[3]))


def span_said(words: str) -> str:
    """Give “2 days” or “2 Tage” as a length of time, P2D; anything else stays as it is."""
    found = _SAID.fullmatch(words.strip())
    if found is None:
        return words.strip()
    unit = _WORDS[found[2].lower()]
    return f"P{'T' if unit in 'HM' else ''}{int(re.sub(_APART, '', found[1]))}{unit}"
