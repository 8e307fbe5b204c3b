"""Mend what modelers read all the same: wrong or unknown encodings, blanks before the declaration, lone ampersands."""

from __future__ import annotations

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
CODECS = re.compile(r"(utf-?8|us-ascii|ascii|latin-?1|iso-?8859|windows-|cp\d|gb|big5|shift_jis|euc|koi8|mac)", re.I)
DECLARATION = re.compile(r"\A<\?xml\b[^>]*\?>")
DECLARED = re.compile(rb"""\A\s*<\?xml\b[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
CONTROL = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
LONE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")


def mended(data: bytes) -> bytes:
    """Give the file in UTF-8 without a declaration, forbidden characters replaced; the structure is not touched."""
    text = data.decode(_encoding(data), errors="replace").strip("\ufeff\0 \t\r\n")
    text = DECLARATION.sub("", text, count=1)
    return LONE.sub("&amp;", CONTROL.sub("\ufffd", FORBIDDEN.sub("\ufffd", text))).encode()


def _encoding(data: bytes) -> str:
    """What the bytes themselves say goes before what the declaration says; UTF-8 where that is unknown."""
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    declared = DECLARED.match(data[:400])
    name = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        return codecs.lookup(name).name if CODECS.match(name) else "utf-8"
    except LookupError:
        return "utf-8"
