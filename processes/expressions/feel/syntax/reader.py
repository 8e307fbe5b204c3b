"""Going through the words and signs of a FEEL text from left to right.

Names of several words are known before or named on the way (DMN 1.5, 10.3.1.4): of those that fit the longest counts.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from functools import lru_cache

from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.syntax.lexer import Token, tokens
from processes.expressions.feel.syntax.tree import Node, Operation
from processes.messages import _, pgettext

LONGEST_NAME = 30
MOST_READS = 10_000
END = pgettext("of a text", "the end")
PARTS = ("time offset", "start included", "end included")


def _pieces(name: str) -> tuple[str, ...]:
    """A name of several words, piece by piece."""
    try:
        pieces = tokens(name)[:-1]
    except FeelError:
        return ()
    return tuple(piece.text for piece in pieces) if pieces and pieces[0].kind == "word" else ()


class Tangled(FeelError):
    """A text can be read in too many ways."""


Known = list[tuple[tuple[str, ...], str]]


@lru_cache(maxsize=64)
def _index(names: frozenset[str]) -> dict[str, Known]:
    """Names of several words by their first word, the longest first; worked out once for all cells of a model."""
    found: dict[str, Known] = {}
    for name in (*names, *PARTS):
        _note(found, name)
    return found


def _note(known: dict[str, Known], name: str) -> None:
    if name and not name.isidentifier() and (pieces := _pieces(name)) and len(pieces) <= LONGEST_NAME:
        insort(known.setdefault(pieces[0], []), (pieces, name), key=lambda one: -len(one[0]))


class Reader:
    """Stands at one place of a text."""

    def __init__(self, text: str, names: frozenset[str], types: frozenset[str] = frozenset()) -> None:
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0
        self._reads = 0
        self._around = names
        self._learned: set[str] = set()
        self._types = types
        self._shared = _index(names)
        self._many: dict[str, Known] = {}
        self._ends: list[bool] = []

    def _learn(self, *names: str) -> None:
        """Know names from here on."""
        for name in names:
            if name not in self._learned:
                self._learned.add(name)
                _note(self._many, name)

    def _knows(self, name: str) -> bool:
        return name in self._learned or name in self._around

    def _known_here(self) -> tuple[str, int] | None:
        """The longest known name of several words that stands here, and how many pieces it has."""
        best: tuple[str, int] | None = None
        for known in (self._shared, self._many):
            for pieces, name in known.get(self._now.text, ()):
                if (best is None or len(pieces) > best[1]) and self._pieces_at(len(pieces)) == pieces:
                    best = name, len(pieces)
                    break
        return best

    def _pieces_at(self, size: int) -> tuple[str, ...]:
        return tuple(token.text for token in self._tokens[self._at : self._at + size])

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _ahead(self, steps: int) -> Token:
        return self._tokens[min(self._at + steps, len(self._tokens) - 1)]

    def _is(self, *texts: str, ahead: int = 0) -> bool:
        token = self._ahead(ahead)
        return token.kind in ("word", "sign") and token.text in texts

    def _take(self, *texts: str) -> bool:
        if self._is(*texts):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise FeelError(_("“{text}” is expected before “{before}”", text=text, before=self._now.text or END))

    def finish(self) -> None:
        """Raise FeelError where something is left over."""
        if self._now.kind != "end":
            raise FeelError(_("“{text}” is not expected there", text=self._now.text))

    def _left_associative(self, inner: Callable[[], Node], *signs: str) -> Node:
        node = inner()
        while self._is(*signs):
            sign = self._now.text
            self._at += 1
            node = Operation(sign, node, inner())
        return node

    def _inside(self, read: Callable[[], Node]) -> Node:
        """Read within brackets, where an end of an interval around is no matter."""
        self._ends.append(False)
        try:
            return read()
        finally:
            self._ends.pop()

    def _word(self) -> str:
        token = self._now
        if token.kind not in ("word", "tick"):
            raise FeelError(_("a name is expected before “{before}”", before=token.text or END))
        self._at += 1
        return token.text

    def _words_until(self, *ends: str) -> str:
        """A new name: all pieces up to one of these, spelled as they stand there."""
        start = self._at
        while not self._is(*ends):
            if self._now.kind == "end" or self._at - start >= LONGEST_NAME:
                raise FeelError(
                    _("“{text}” is expected after “{after}”", text=ends[0], after=self._tokens[start].text or END)
                )
            self._at += 1
        return self._spelled(self._tokens[start : self._at])

    def _spelled(self, pieces: Iterable[Token]) -> str:
        found = ""
        for piece in pieces:
            found += (" " if piece.spaced and found else "") + piece.text
        if not found:
            raise FeelError(_("a name is expected before “{before}”", before=self._now.text or END))
        return found
