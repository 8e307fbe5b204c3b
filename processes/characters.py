"""Characters of labels that nobody sees, or that turn the writing round.

Most format characters are such. Some are part of what is seen, and stay where they are: joiners in words (UAX #31,
2.3.1: contexts A1, A2 and B, told by the script instead of the joining type of each letter, which lets in a few that
change nothing), emoji sequences (UTS #51, 1.4.5 to 1.4.9; UAX #29, GB11) and the variants of a Han or Mongolian letter.
`app.kernel.characters.looks` compares names without any of them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180e")
_ZWNJ, _ZWJ, _KEYCAP, _BLACK_FLAG = "\u200c", "\u200d", "\u20e3", "\U0001f3f4"
# Arabic and its kin, the scripts of India and South-East Asia: their words are written with joiners.
_JOINED_SCRIPTS = re.compile(
    r"[\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17d3\u1a20-\u1aad\u1b00-\u1b7f\u1b80-\u1bbf"
    r"\ua8e0-\ua8ff\ua980-\ua9ff\uaa60-\uaa7f\uabc0-\uabff\U00011000-\U00011fff]"
)
# Signs that stand round or under the number after them: format characters, and seen.
_SEEN_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_MONGOLIAN = re.compile(r"[\u1820-\u18aa]")
# The flags of England, Scotland and Wales: a tag sequence may hold any text, so no others are let in (UTS #51, ED-14a).
_FLAGS = tuple("".join(chr(0xE0000 + ord(c)) for c in name) + "\U000e007f" for name in ("gbeng", "gbsct", "gbwls"))
# Extended_Pictographic of Unicode's emoji-data.txt, first and last of each row; it holds what emoji are still to come.
_ROWS = """
    a9 a9 ae ae 203c 203c 2049 2049 2122 2122 2139 2139 2194 2199 21a9 21aa 231a 231b 2328 2328 2388 2388
    23cf 23cf 23e9 23f3 23f8 23fa 24c2 24c2 25aa 25ab 25b6 25b6 25c0 25c0 25fb 25fe 2600 2605 2607 2612
    2614 2685 2690 2705 2708 2712 2714 2714 2716 2716 271d 271d 2721 2721 2728 2728 2733 2734 2744 2744
    2747 2747 274c 274c 274e 274e 2753 2755 2757 2757 2763 2767 2795 2797 27a1 27a1 27b0 27b0 27bf 27bf
    2934 2935 2b05 2b07 2b1b 2b1c 2b50 2b50 2b55 2b55 3030 3030 303d 303d 3297 3297 3299 3299 1f000 1f0ff
    1f10d 1f10f 1f12f 1f12f 1f16c 1f171 1f17e 1f17f 1f18e 1f18e 1f191 1f19a 1f1ad 1f1e5 1f201 1f20f
    1f21a 1f21a 1f22f 1f22f 1f232 1f23a 1f23c 1f23f 1f249 1f3fa 1f400 1f53d 1f546 1f64f 1f680 1f6ff
    1f774 1f77f 1f7d5 1f7ff 1f80c 1f80f 1f848 1f84f 1f85a 1f85f 1f888 1f88f 1f8ae 1f8ff 1f90c 1f93a
    1f93c 1f945 1f947 1faff 1fc00 1fffd
"""
_PICTURES = tuple(int(end, 16) for end in _ROWS.split())


def unseen(text: str) -> bool:
    """Whether a text has characters that are not seen, or that change the direction of what stands around them.

    Joiners inside words of the scripts that are written with them, and inside emoji, do not count.
    """
    return any(is_unseen(text, at) for at in range(len(text)))


def one_line(text: str) -> str:
    """Give what is seen of a title or label: one line with single spaces, without what turns the writing round.

    By UAX #31 and UTS #51, as the module says: joiners stay where words or emoji need them. Names that people are found
    by refuse what is not seen instead (`unseen`): taking it out could give two one name.
    """
    return " ".join("".join(c for at, c in enumerate(text) if c.isspace() or not is_unseen(text, at)).split())


def is_unseen(text: str, at: int) -> bool:
    """Whether the character at this place of a text is one of them; joiners are where nothing needs them."""
    char = text[at]
    if char < "\u0300":
        return unicodedata.category(char) in ("Cc", "Cf")
    if char in (_ZWNJ, _ZWJ):
        return not _joins(text, at)
    if "\ufe00" <= char <= "\ufe0f":
        return not _turns_a_picture(text, at)
    if "\U000e0000" <= char <= "\U000e007f":
        return not _in_a_flag(text, at)
    if "\U000e0100" <= char <= "\U000e01ef":
        return not (at and _HAN.match(text[at - 1]))
    if "\u180b" <= char <= "\u180d" or char == "\u180f":
        return not (at and _MONGOLIAN.match(text[at - 1]))
    if char in _BLANK or char in _SEEN_SIGNS:
        return char in _BLANK
    category = unicodedata.category(char)
    return category in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") or (category == "Cn" and not _is_picture(char))


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands in a word that is written with it, or between two parts of an emoji."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if _JOINED_SCRIPTS.match(before):
        return text[at] == _ZWJ or bool(_JOINED_SCRIPTS.match(after))
    if text[at] == _ZWNJ or not _is_picture(after):
        return False
    while at > 1 and (text[at - 1] == "\ufe0f" or "\U0001f3fb" <= text[at - 1] <= "\U0001f3ff"):
        at -= 1
    return _is_picture(text[at - 1 : at])


def _turns_a_picture(text: str, at: int) -> bool:
    """Whether a variation selector says how the character before it is drawn: as a picture or as a letter."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if text[at] not in "\ufe0e\ufe0f":
        return False
    return _is_picture(before) or (before != "" and before in "0123456789#*" and after == _KEYCAP)


def _in_a_flag(text: str, at: int) -> bool:
    start = text.rfind(_BLACK_FLAG, max(0, at - len(_FLAGS[0])), at)
    return start >= 0 and text.startswith(_FLAGS, start + 1)


def _is_picture(char: str) -> bool:
    """Whether a character is, or is kept for, an emoji or a sign like one."""
    if not char:
        return False
    place = bisect_right(_PICTURES, ord(char))
    return place % 2 == 1 or (place > 0 and _PICTURES[place - 1] == ord(char))


def bare(name: object) -> str:
    """The name of an element or attribute of XML without its name space, or a prefix that stands for none."""
    return str(name).rpartition("}")[2].rpartition(":")[2]
