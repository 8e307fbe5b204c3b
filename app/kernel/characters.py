"""What a name looks like to the eye: characters nobody sees, and characters that look like others."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180e\u180f")
_JOINERS = frozenset("\u200c\u200d")
_JOINED_SCRIPTS = re.compile(r"[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")
# The letters of other alphabets, and the marks, that are most taken for these (Unicode Technical Standard 39).
_CYRILLIC = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u043a\u043c\u0442\u0432\u043d\u04cf\u0491\u0433\u043f",
    "aeopcyxijshdqwkmtbhlrrn",
)
_GREEK = str.maketrans(
    "\u03bf\u03b1\u03c1\u03c5\u03bd\u03b9\u03ba\u03c4\u03c7\u03b5\u03b2\u03b7\u03b6\u03bc\u03b3",
    "oapuviktxebnzuy",
)
_ARMENIAN = str.maketrans(
    "\u0585\u0578\u057d\u0570\u0581\u0584",
    "onuhgp",
)
_OTHERS = str.maketrans(
    "\u2018\u2019\u02bc`\u00b4\u2010\u2011\u2012\u2013\u2014\u2212|10\u0131\u0261\u0251",
    "'''''------lloiga",
)
_SAME = {**_CYRILLIC, **_GREEK, **_ARMENIAN, **_OTHERS}
_INNER_I = re.compile(r"(?<=[a-z])I")


def unseen(text: str) -> bool:
    """Whether a text has characters that are not seen, or that change the direction of what stands around them.

    Joiners inside words of the scripts that are written with them do not count.
    """
    return any(_is_unseen(text, at) for at in range(len(text)))


def one_line(text: str) -> str:
    """Give what is seen of a title or label: one line with single spaces, without what turns the writing round.

    Names that people are found by refuse such characters instead (`unseen`): taking them out could give two one name.
    """
    return " ".join("".join(c for at, c in enumerate(text) if c.isspace() or not _is_unseen(text, at)).split())


def _is_unseen(text: str, at: int) -> bool:
    char = text[at]
    if char in _JOINERS:
        return not (at and at + 1 < len(text) and _JOINED_SCRIPTS.match(text[at - 1]))
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return True
    return char in _BLANK or unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


@lru_cache(maxsize=16384)
def looks(text: str) -> str:
    """Give what a reader sees of a name: equal for names that are taken for each other, whatever their letters."""
    seen = _INNER_I.sub("l", unicodedata.normalize("NFKC", text))
    folded = unicodedata.normalize("NFKC", seen.casefold()).translate(_SAME)
    return " ".join("".join(c for c in folded if not _is_unseen(c, 0)).split())
