"""Characters of labels that nobody sees, or that turn the writing round."""

from __future__ import annotations

import re
import unicodedata

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180e\u180f")
_JOINERS = frozenset("\u200c\u200d")
_JOINED_SCRIPTS = re.compile(r"[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")


def unseen(text: str) -> bool:
    """Whether a text has characters that are not seen, or that change the direction of what stands around them.

    Joiners inside words of the scripts that are written with them do not count.
    """
    return any(is_unseen(text, at) for at in range(len(text)))


def one_line(text: str) -> str:
    """Give what is seen of a title or label: one line with single spaces, without what turns the writing round.

    Names that people are found by refuse such characters instead (`unseen`): taking them out could give two one name.
    """
    return " ".join("".join(c for at, c in enumerate(text) if c.isspace() or not is_unseen(text, at)).split())


def is_unseen(text: str, at: int) -> bool:
    """Whether the character at this place of a text is one of them; joiners are where no script needs them."""
    char = text[at]
    if char in _JOINERS:
        return not (at and at + 1 < len(text) and _JOINED_SCRIPTS.match(text[at - 1]))
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return True
    return char in _BLANK or unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
