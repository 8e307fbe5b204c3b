"""Languages that nobody speaks, made from the English: they show what was not translated, and what breaks a page.

`en-XA` has an accent on every letter and is longer by a third, as German is; `ar-XB` runs from right to left. What is
said in them stands between ⟦ ⟧, so that anything outside was never given to a catalogue.
"""

from __future__ import annotations

import re

ACCENTED, MIRRORED = "en-XA", "ar-XB"
_KEPT = re.compile(r"(\{[a-z_0-9]+\}|<[^>]*>)")
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀćđéƒǧħíĵķłɱñóƥʠřšŧúṽŵẋýžÁƁĆĐÉƑǦĦÍĴĶŁṀÑÓƤɊŘŠŦÚṼŴẊÝŽ"
)


def said(language: str, english: str) -> str:
    """Give an English sentence in such a language; places and tags stay as they are."""
    parts = _KEPT.split(english)
    body = "".join(part if n % 2 else part.translate(_LETTERS) for n, part in enumerate(parts))
    if language == MIRRORED:
        return f"⟦\u202e{body}\u202c⟧"
    return f"⟦{body}{' ~' * (1 + len(english) // 12)}⟧"
