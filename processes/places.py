"""Texts with places in them, filled, listed and shaped: what messages are made of, whichever language it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_PLAIN = frozenset({str, int, float, bool, Decimal, type(None)})


def plain(value: Any) -> Any:
    """Give what may stand in a place: text, numbers and what escapes itself; of anything else the text it has now.

    A message may be kept for long. An error would hold what was open when it was raised, a text of a tree that tree.
    """
    return value if type(value) in _PLAIN or hasattr(value, "__html__") else str(value)


def fill(sentence: str, params: Mapping[str, Any], value: Callable[[Any], str]) -> str:
    """Put values into the places that they have; a place without one stays as it is written."""
    if not params:
        return sentence
    return PLACE.sub(lambda found: value(params[found[1]]) if found[1] in params else found[0], sentence)


def listed(parts: list[str], between: str, last: str) -> str:
    """Put texts one after the other; with `last`, that word stands before the last of them."""
    if not last or len(parts) < 2:
        return between.join(parts)
    return f"{between.join(parts[:-1])} {last} {parts[-1]}"


def shaped(text: str, most: int | None) -> str:
    """Begin with a capital letter; with `most`, leave out the full stop instead, and all beyond that where not 0."""
    if most is None:
        return text[:1].upper() + text[1:]
    text = text.strip().rstrip(".")
    return text if not most or len(text) <= most else f"{text[: most - 1].rstrip()}…"


def as_html(text: str) -> str:
    """Write text as HTML does, as MarkupSafe writes it."""
    for sign, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        text = text.replace(sign, safe)
    return text
