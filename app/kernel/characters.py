"""What a name looks like to the eye: characters nobody sees, and characters that look like others."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from processes.characters import is_unseen, one_line, unseen

__all__ = ["looks", "one_line", "unseen"]

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


@lru_cache(maxsize=16384)
def looks(text: str) -> str:
    """Give what a reader sees of a name: equal for names that are taken for each other, whatever their letters."""
    seen = _INNER_I.sub("l", unicodedata.normalize("NFKC", text))
    folded = unicodedata.normalize("NFKC", seen.casefold()).translate(_SAME)
    return " ".join("".join(c for c in folded if not is_unseen(c, 0)).split())
