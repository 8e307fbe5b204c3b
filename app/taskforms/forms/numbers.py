"""Numbers as people write them: 1,5 and 1.5, 1 000 and 1'000, 1.000,50 and 1,000.50.

What could be a decimal or a thousand is what the language that is read has it be, 1.125 in English and 1,125 in German.
"""

from __future__ import annotations

import re

from app.kernel.i18n import formats

_SPACES = re.compile(r"[\s'’_\u00a0\u202f\u2009]")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*\Z")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\Z")
_WHOLE = re.compile(r"[+-]?\d{1,30}\Z")
LONGEST = 60


def read_number(text: str, *, whole: bool) -> int | float | str:
    """Give the number that a text means; the text itself where it means none, or where it could mean two."""
    tight = _SPACES.sub("", text.strip()).replace("\u2212", "-")
    if not tight or len(tight) > LONGEST:
        return text
    if _WHOLE.match(tight):
        return _int(tight, text)
    grouped = _GROUPED.match(tight)
    if grouped and (whole or tight.count(grouped[1]) > 1):
        return _int(tight.replace(grouped[1], ""), text)
    if grouped and grouped[1] != formats.decimal_sign():
        return text
    tight = _with_point(tight)
    if not _PLAIN.match(tight):
        return text
    value = float(tight)
    return value if abs(value) < 1e300 else text


def read_amount(text: str) -> int | float | str:
    """Give the amount that a text means, 1,000 in English and 1.000 in German being a thousand; '' where it means none.

    Forms of tasks ask again where it could be either; nobody who writes an amount means 1 by 1,000.
    """
    number = read_number(text, whole=False)
    if isinstance(number, str) and not text.strip().startswith("0"):
        number = read_number(text, whole=True)
    return "" if isinstance(number, str) else number


def _with_point(text: str) -> str:
    """Give the text with a point before the decimals and nothing between thousands."""
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        decimal, other = (".", ",") if point > comma else (",", ".")
        return text.replace(other, "").replace(decimal, ".") if text.count(decimal) == 1 else text
    return text.replace(",", ".") if text.count(",") == 1 else text


def _int(digits: str, text: str) -> int | str:
    value = int(digits)
    return value if -(2**63) <= value < 2**63 else text


def show_number(value: object) -> str:
    """Give a number as it is shown in a field; what is no number as it was typed."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace(".", formats.decimal_sign()) if isinstance(value, float) else str(value)
