"""What French does to words as they meet: d’ and qu’ before a vowel, a no-break space before double signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import normalize

_DOUBLE = (":", ";", "?", "!")
_JOINT = re.compile(r"\b(d|qu)e ((?:<[^>]*>)*)\{(\w+)\}", re.IGNORECASE)
# An h may be one that keeps them apart, as in “de Hambourg”; so do some words that begin with a vowel. A y is one only
# before a consonant: d’Yves, de Yasmine.
_VOWEL = re.compile(r"(?:<[^>]*>)*(?!oui\b|ouistiti|onz)(?:[aeiouœæ]|y[b-df-hj-np-tv-xz])", re.IGNORECASE)


def between(sign: str) -> str:
    """Give what stands between two texts as French sets it."""
    return f"\N{NO-BREAK SPACE}{sign}" if sign.startswith(_DOUBLE) else sign


def elided(sentence: str, said: Callable[[str], str]) -> str:
    """Give a sentence with open places with d’ and qu’ where what is `said` in a place begins with a vowel."""
    return _JOINT.sub(lambda found: _joint(found, said), sentence)


def _joint(found: re.Match[str], said: Callable[[str], str]) -> str:
    word, tags, place = found.groups()
    return f"{word}’{tags}{{{place}}}" if _VOWEL.match(normalize("NFD", said(place))) else found[0]
