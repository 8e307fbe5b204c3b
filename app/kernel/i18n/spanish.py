"""What Spanish does to words as they meet: y and o become e and u before a word that begins with their sound."""

from __future__ import annotations

import re

# “Hielo” and “ionizar” begin with another sound; 8 and 11 are said as ocho and once.
_LIKE_I = re.compile(r"[\W_]*h?[ií](?![aeouáéóú])", re.IGNORECASE)
_LIKE_O = re.compile(r"[\W_]*(?:h?[oó]|8|11(?!\d))", re.IGNORECASE)


def listed(text: str, last: str) -> str:
    """Give a list that ends with “y” or “o” and its last part, with the word between them as it is said."""
    before = text[: len(text) - len(last)]
    for word, instead, sound in ((" y ", " e ", _LIKE_I), (" o ", " u ", _LIKE_O)):
        if before.endswith(word) and sound.match(last):
            return before.removesuffix(word) + instead + last
    return text
