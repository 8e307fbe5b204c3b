"""FEEL text to words and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from processes.engine.scripts.feel.tree import FeelError

LONGEST = 20_000
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<number>\d+(?:\.(?!\.)\d+)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<at>@"(?:[^"\\]|\\.)*")
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<tick>`[^`\n]{1,200}`)
    |(?P<word>\?|[^\W\d]\w*)
    |(?P<sign>\*\*|\.\.|<=|>=|!=|==|->|[-+*/<>=()\[\]{},:.])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text: number, at, text, tick, word, sign or end."""

    kind: str
    text: str
    value: Any = None


def tokens(text: str) -> list[Token]:
    """The pieces of a FEEL text; raises FeelError for what is none."""
    if len(text) > LONGEST:
        raise FeelError(f"it is longer than {LONGEST:,} characters")
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FeelError(f"“{text[at]}” at place {at + 1} means nothing there")
        if match.lastgroup != "space":
            found.append(_token(str(match.lastgroup), match.group()))
        at = match.end()
    return [*found, Token("end", "")]


def _token(kind: str, text: str) -> Token:
    if kind == "number":
        return Token(kind, text, _number(text))
    if kind == "text":
        return Token(kind, text, _plain(text[1:-1]))
    if kind == "at":
        return Token(kind, text, _plain(text[2:-1]))
    if kind == "tick":
        return Token(kind, text[1:-1])
    return Token(kind, "=" if text == "==" else text)


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > 100 or abs(number.adjusted()) > 400:
        raise FeelError("a number in it is too large")
    return number


def _plain(text: str) -> str:
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    said = match.group(1)
    return chr(int(said[1:], 16)) if len(said) == 5 else _ESCAPED.get(said, said)
