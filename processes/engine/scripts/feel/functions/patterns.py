"""Regular expressions of XPath (Functions and Operators, 7.6; DMN 1.5, 10.3.4.3), read by us and matched by RE2.

RE2 takes a time that grows with the text and never with the square of it. What it cannot do, references back into the
text and a few rare classes, is refused with words; what is no regular expression gives null.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from processes.engine.scripts.feel.functions import charsets
from processes.engine.scripts.feel.functions.charsets import LAST, Span
from processes.engine.scripts.feel.tree import FeelError

LONGEST = 1_000
MOST_MEMORY = 1 << 20
FLAGS = frozenset("smix")
_SPACE = " \t\n\r"


class _Reader:
    """Goes through a pattern and writes it for RE2."""

    def __init__(self, pattern: str, flags: str) -> None:
        self._text = _without_space(pattern) if "x" in flags else pattern
        self._flags = flags
        self._at = 0
        self.groups = 0
        self._open = 0

    def written(self) -> str:
        """The pattern for RE2; raises ValueError for what is none."""
        found = []
        while self._at < len(self._text):
            found.append(self._part())
        if self._open:
            raise ValueError("a bracket is left open")
        return "".join(found)

    def _next(self) -> str:
        self._at += 1
        return self._text[self._at - 1] if self._at <= len(self._text) else ""

    def _part(self) -> str:
        sign = self._next()
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escape()
        if sign == ".":
            return "(?s:.)" if "s" in self._flags else r"[^\n\r]"
        if sign == "(":
            return self._bracket()
        if sign == ")":
            self._open -= 1
            if self._open < 0:
                raise ValueError("a bracket is closed that is none")
        if sign in "]}":
            raise ValueError("a bracket is closed that is none")
        if sign == "{":
            end = self._text.find("}", self._at)
            inner = self._text[self._at : end]
            if end < 0 or not inner.replace(",", "", 1).isdigit() or inner.startswith(","):
                raise ValueError("a count is expected")
            self._at = end + 1
            return "{" + inner + "}"
        return sign

    def _bracket(self) -> str:
        self._open += 1
        if self._text.startswith("?", self._at):
            if not self._text.startswith("?:", self._at):
                raise ValueError("nothing stands before a question mark")
            self._at += 2
            return "(?:"
        self.groups += 1
        return "("

    def _escape(self) -> str:
        sign = self._next()
        if sign in charsets.PLAIN:
            return charsets.escaped(ord(charsets.PLAIN[sign]))
        if sign in charsets.LITERAL and sign:
            return charsets.escaped(ord(sign))
        if sign.isdigit() and sign.isascii():
            if sign == "0" or int(sign) > self.groups:
                raise ValueError("a group is named that is none")
            raise FeelError("its pattern refers back to a part of the text, which is not carried out")
        if sign in "pP" and sign:
            return f"[{self._category(sign == 'P')}]"
        if sign in ("I", "C"):
            return f"[^{charsets.ESCAPES[sign.lower()]}]"
        return f"[{charsets.ESCAPES[sign]}]" if sign in charsets.ESCAPES else self._unknown(sign)

    def _unknown(self, sign: str) -> str:
        raise ValueError(f"\\{sign} means nothing")

    def _category(self, negated: bool) -> str:
        end = self._text.find("}", self._at)
        if not self._text.startswith("{", self._at) or end < 0:
            raise ValueError("a category is expected")
        name = self._text[self._at + 1 : end]
        self._at = end + 1
        return charsets.category(name, negated)

    def _class(self) -> str:
        """What stands in brackets, a class taken out of it too (`[a-z-[aeiou]]`)."""
        negated = self._text.startswith("^", self._at)
        self._at += negated
        spans: list[Span] = []
        others: list[str] = []
        start = self._at
        while True:
            if self._text.startswith("]", self._at) and self._at > start:
                self._at += 1
                break
            if self._text.startswith("-[", self._at) and self._at > start:
                self._at += 2
                return self._difference(spans, others, negated)
            self._member(spans, others)
        return f"[{'^' if negated else ''}{charsets.span_text(spans)}{''.join(others)}]"

    def _member(self, spans: list[Span], others: list[str]) -> None:
        low = self._character(others)
        if low is None:
            return
        ranged = self._text.startswith("-", self._at) and self._text[self._at + 1 : self._at + 2] not in ("]", "[", "")
        if not ranged:
            spans.append((low, low))
            return
        self._at += 1
        high = self._character([])
        if high is None or high < low:
            raise ValueError("a range ends before it begins")
        spans.append((low, high))

    def _character(self, others: list[str]) -> int | None:
        """One character of a class; None where it is a class of its own, which goes to the others."""
        sign = self._next()
        if not sign or sign == "[":
            raise ValueError("a bracket is left open")
        if sign != "\\":
            return ord(sign)
        sign = self._next()
        if sign in charsets.PLAIN:
            return ord(charsets.PLAIN[sign])
        if sign in charsets.LITERAL and sign:
            return ord(sign)
        if sign in ("p", "P"):
            others.append(self._category(sign == "P"))
        elif sign in charsets.ESCAPES:
            others.append(charsets.ESCAPES[sign])
        elif sign in ("I", "C"):
            raise FeelError("its pattern takes all but names' characters into a class, which is not carried out")
        else:
            raise ValueError(f"\\{sign} means nothing")
        return None

    def _difference(self, spans: list[Span], others: list[str], negated: bool) -> str:
        inner = _Reader(self._text, "")
        inner._at = self._at
        less_negated = inner._text.startswith("^", inner._at)
        inner._at += less_negated
        less: list[Span] = []
        odd: list[str] = []
        while not inner._text.startswith("]", inner._at):
            inner._member(less, odd)
        self._at = inner._at + 1
        if self._next() != "]" or not less:
            raise ValueError("a bracket is left open")
        if others or odd:
            raise FeelError("its pattern takes a class of many characters out of another, which is not carried out")
        whole = charsets.less([(0, LAST)], spans) if negated else spans
        taken = charsets.less([(0, LAST)], less) if less_negated else less
        left = charsets.less(whole, taken)
        return f"[{charsets.span_text(left)}]" if left else r"[^\x{0}-\x{10ffff}]"


def _without_space(pattern: str) -> str:
    """A pattern without its white space, but for that in brackets."""
    found, depth, at = [], 0, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\" and pattern[at + 1 : at + 2] not in ("", *_SPACE):
            found.append(pattern[at : at + 2])
            at += 2
            continue
        depth += (sign == "[") - (sign == "]" and depth > 0)
        if sign not in _SPACE or depth:
            found.append(sign)
        at += 1
    return "".join(found)


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> tuple[Any, int] | None:
    """The pattern ready to be matched, and how many groups it has; None where it is none."""
    if len(pattern) > LONGEST:
        raise FeelError(f"a pattern in it is longer than {LONGEST:,} characters")
    if not set(flags) <= FLAGS:
        return None
    reader = _Reader(pattern, flags)
    try:
        written = reader.written()
    except ValueError:
        return None
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    try:
        return re2.compile(f"(?m:{written})" if "m" in flags else written, options), reader.groups
    except re2.error as error:
        if "too large" in str(error) or "repetition size" in str(error):
            raise FeelError("a pattern in it is too large to be matched") from None
        return None


def _ready(work: Any, text: str, pattern: str, flags: str | None) -> tuple[Any, int] | None:
    """The pattern, once its work on the text is paid: a step is a thousand characters times instructions."""
    found = _compiled(pattern, flags or "")
    if found is not None:
        work.budget.spend(1 + len(text) // 50 + len(text) * int(found[0].programsize) // 1_000)
    return found


def matches(work: Any, text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Whether a pattern is somewhere in a text."""
    found = _ready(work, text, pattern, flags)
    return None if found is None else bool(found[0].search(text))


def replace(work: Any, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    """The text with each part that fits the pattern replaced; `$1` stands for the first group of it."""
    ready = _ready(work, text, pattern, flags)
    if ready is None or ready[0].fullmatch("") is not None:
        return None
    parts = _replacement(replacement, ready[1])
    if parts is None:
        return None
    found, end, length = [], 0, 0
    for match in ready[0].finditer(text):
        piece = text[end : match.start()] + "".join(
            part if isinstance(part, str) else match.group(part) or "" for part in parts
        )
        work.budget.spend(1)
        length += len(piece)
        work.budget.text(length if length > 10_000 else 0)
        found.append(piece)
        end = match.end()
    work.budget.text(length + len(text) - end)
    return "".join(found) + text[end:]


def _replacement(text: str, groups: int) -> list[str | int] | None:
    """The parts of a replacement: texts and numbers of groups; None where it is none."""
    found: list[str | int] = []
    at = 0
    while at < len(text):
        sign, after = text[at], text[at + 1 : at + 2]
        if sign == "\\":
            if after not in ("\\", "$"):
                return None
            found.append(after)
            at += 2
        elif sign == "$":
            if not (after.isdigit() and after.isascii()):
                return None
            size = 1
            while text[at + 1 : at + 2 + size].isdigit() and int(text[at + 1 : at + 2 + size]) <= groups and size < 3:
                if len(text) < at + 2 + size:
                    break
                size += 1
            number = int(text[at + 1 : at + 1 + size])
            found.append(number if number <= groups else "")
            at += 1 + size
        else:
            found.append(sign)
            at += 1
    return found


def split(work: Any, text: str, pattern: str) -> list[str] | None:
    """The parts of a text between those that fit a pattern."""
    ready = _ready(work, text, pattern, "")
    if ready is None or ready[0].fullmatch("") is not None:
        return None
    found, end = [], 0
    for match in ready[0].finditer(text):
        work.budget.spend(3)
        found.append(text[end : match.start()])
        end = match.end()
    work.budget.items(len(found) + 1)
    return [*found, text[end:]]
