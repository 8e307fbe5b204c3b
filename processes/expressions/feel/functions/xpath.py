"""Regular expressions as XPath and XML Schema write them (Functions and Operators, 7.6.1), written anew for RE2."""

from __future__ import annotations

from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.functions import charsets
from processes.expressions.feel.functions.charsets import LAST, Span
from processes.messages import _

_SPACE = " \t\n\r"


class PatternReader:
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
            raise FeelError(_("its pattern refers back to a part of the text, which is not carried out"))
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
            raise FeelError(_("its pattern takes all but names' characters into a class, which is not carried out"))
        else:
            raise ValueError(f"\\{sign} means nothing")
        return None

    def _difference(self, spans: list[Span], others: list[str], negated: bool) -> str:
        inner = PatternReader(self._text, "")
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
            raise FeelError(_("its pattern takes a class of many characters out of another, which is not carried out"))
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
