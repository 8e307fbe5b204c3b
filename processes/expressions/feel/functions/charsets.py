"""Classes of characters of XML Schema's regular expressions (appendix G), written for RE2 or as code points."""

from __future__ import annotations

from processes.expressions.feel.errors import FeelError
from processes.messages import _

LAST = 0x10FFFF
START = (
    ":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAMED = START + "\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
# What stands in brackets for an escape, and for its opposite.
ESCAPES: dict[str, str] = {
    "d": r"\p{Nd}", "D": r"\P{Nd}",
    "w": r"\p{L}\p{M}\p{N}\p{S}", "W": r"\p{P}\p{Z}\p{C}",
    "s": r" \t\n\r", "S": r"\x{0}-\x{8}\x{b}-\x{c}\x{e}-\x{1f}!-\x{10ffff}",
    "i": START, "c": NAMED,
}  # fmt: skip
PLAIN: dict[str, str] = {"n": "\n", "r": "\r", "t": "\t"}
LITERAL = frozenset("\\|.?*+(){}-[]^$")
BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0x0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F), "IPAExtensions": (0x250, 0x2AF), "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F), "Greek": (0x370, 0x3FF), "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF), "Armenian": (0x530, 0x58F), "Hebrew": (0x590, 0x5FF), "Arabic": (0x600, 0x6FF),
    "Syriac": (0x700, 0x74F), "Thaana": (0x780, 0x7BF), "Devanagari": (0x900, 0x97F), "Bengali": (0x980, 0x9FF),
    "Gurmukhi": (0xA00, 0xA7F), "Gujarati": (0xA80, 0xAFF), "Tamil": (0xB80, 0xBFF), "Telugu": (0xC00, 0xC7F),
    "Kannada": (0xC80, 0xCFF), "Malayalam": (0xD00, 0xD7F), "Thai": (0xE00, 0xE7F), "Lao": (0xE80, 0xEFF),
    "Tibetan": (0xF00, 0xFFF), "Georgian": (0x10A0, 0x10FF), "HangulJamo": (0x1100, 0x11FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF), "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F), "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF), "LetterlikeSymbols": (0x2100, 0x214F), "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF), "MathematicalOperators": (0x2200, 0x22FF), "BoxDrawing": (0x2500, 0x257F),
    "MiscellaneousSymbols": (0x2600, 0x26FF), "Dingbats": (0x2700, 0x27BF), "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF), "Bopomofo": (0x3100, 0x312F), "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7A3), "PrivateUse": (0xE000, 0xF8FF), "Specials": (0xFFF0, 0xFFFD),
}  # fmt: skip
CATEGORIES = frozenset(
    ("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
     "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn")
)  # fmt: skip
Span = tuple[int, int]


def escaped(point: int) -> str:
    """A code point as RE2 writes it anywhere."""
    return f"\\x{{{point:x}}}"


def span_text(spans: list[Span]) -> str:
    """Code points as they stand in brackets."""
    return "".join(f"{escaped(low)}-{escaped(high)}" for low, high in spans)


def category(name: str, negated: bool) -> str:
    r"""What stands in brackets for `\p{…}`; raises ValueError for none, FeelError for a block that is not known."""
    if name.startswith("Is"):
        block = BLOCKS.get(name[2:])
        if block is None:
            raise FeelError(_("it asks for the block of characters “{name}”, which is not known", name=name[2:]))
        return span_text(less([(0, LAST)], [block]) if negated else [block])
    if name not in CATEGORIES:
        raise ValueError(name)
    if name == "Cn":
        raise FeelError(_("it asks for characters that stand for nothing, which is not carried out"))
    return f"\\{'P' if negated else 'p'}{{{name}}}"


def less(spans: list[Span], without: list[Span]) -> list[Span]:
    """Code points that are in the first and not in the second."""
    left = spans
    for low, high in without:
        parts = [((a, min(b, low - 1)), (max(a, high + 1), b)) for a, b in left]
        left = [(a, b) for pair in parts for a, b in pair if a <= b]
    return left
