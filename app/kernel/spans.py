"""Lengths of time as people say them and as ISO 8601 writes them."""

from __future__ import annotations

import re

_SPAN = re.compile(r"P(?:(\d+)([DW])|T(\d+)([HM]))")
_SAID = re.compile(r"(\d{1,5})\s*(minute|hour|day|week)s?", re.IGNORECASE)
_UNITS = {"D": "day", "W": "week", "H": "hour", "M": "minute"}


def span_words(span: str) -> str:
    """Say a length of time such as P2D as people do, “2 days”; what is more mixed stays as it is."""
    found = _SPAN.fullmatch(span)
    if found is None:
        return span
    count, unit = found[1] or found[3], _UNITS[found[2] or found[4]]
    return f"{count} {unit}{'' if count == '1' else 's'}"


def span_said(words: str) -> str:
    """Give “2 days” as a length of time, P2D; anything else stays as it is."""
    found = _SAID.fullmatch(words.strip())
    if found is None:
        return words.strip()
    unit = found[2][0].upper()
    return f"P{'T' if unit in 'HM' else ''}{int(found[1])}{unit}"
