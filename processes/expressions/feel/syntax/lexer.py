"""FEEL text to words and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.values import NUMBERS
from processes.messages import _

LONGEST = 20_000
_TOKEN = re.compile(
    r"""(?P<space>[\s\u180e\u200b\ufeff]+|//[^\n]*|/\*.*?\*/)
    |(?P<number>\d+(?:\.(?!\.)\d+)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<at>@"(?:[^"\\]|\\.)*")
    |(?P<text>"(?:[^"\\]|\\.)*"|(?<!\w)'(?:[^'\\]|\\.)*')
    |(?P<tick>`[^`\n]{1,200}`)
    |(?P<word>\?|(?:[^\W\d]|[\U00010000-\U000effff])(?:\w|[\U00010000-\U000effff])*)
    |(?P<sign>\*\*|\.\.|<=|>=|!=|==|->|[-+*/<>=()\[\]{},:.'])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|[ntr\"'\\])")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text: number, at, text, tick, word, sign or end."""

    kind: str
    text: str
    value: Any = None
    spaced: bool = False


def tokens(text: str) -> list[Token]:
    """The pieces of a FEEL text; raises FeelError for what is none."""
    if len(text) > LONGEST:
        raise FeelError(_("it is longer than {longest} characters", longest=LONGEST))
    found: list[Token] = []
    at, spaced = 0, False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FeelError(_("“{text}” at place {at} means nothing there", text=text[at], at=str(at + 1)))
        if match.lastgroup == "space":
            spaced = True
        else:
            found.append(_token(str(match.lastgroup), match.group(), spaced))
            spaced = False
        at = match.end()
    return [*found, Token("end", "")]


def _token(kind: str, text: str, spaced: bool) -> Token:
    if kind == "number":
        return Token(kind, text, _number(text), spaced)
    if kind == "text":
        return Token(kind, text, _plain(text[1:-1]), spaced)
    if kind == "at":
        return Token(kind, text, _plain(text[2:-1]), spaced)
    if kind == "tick":
        return Token(kind, text[1:-1], None, spaced)
    return Token(kind, "=" if text == "==" else text, None, spaced)


def _number(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= 400 else Decimal("1e9999")
    if abs(number.adjusted()) > 400:
        raise FeelError(_("a number in it is too large"))
    return number if len(text) <= 34 else number.normalize(NUMBERS)


def _plain(text: str) -> str:
    """The text between quotes; a backslash before anything that needs none stays (DMN 1.5, grammar rule 64)."""
    found = _ESCAPE.sub(_unescaped, text)
    found = _SURROGATES.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), found)
    return re.sub("[\ud800-\udfff]", "\ufffd", found)


def _unescaped(match: re.Match[str]) -> str:
    said = match.group(1)
    if len(said) == 1:
        return _ESCAPED.get(said, said)
    number = int(said[1:], 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"
