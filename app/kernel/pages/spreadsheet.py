"""Tables that people open with spreadsheet programs."""

from __future__ import annotations

BOM = "\ufeff"  # Without it, Excel reads UTF-8 as another alphabet.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def inert(text: str) -> str:
    """Give a text so that no spreadsheet program takes it for a formula."""
    return "'" + text if text.lstrip(" \u00a0").startswith(_FORMULA) or text.startswith(_FORMULA) else text
