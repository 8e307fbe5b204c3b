"""Going through the words and signs of a FEEL text from left to right."""

from __future__ import annotations

from collections.abc import Callable

from processes.engine.scripts.feel.lexer import Token, tokens
from processes.engine.scripts.feel.tree import FeelError, Node, Operation


def _pieces(name: str) -> list[tuple[str, tuple[str, int]]]:
    """A name of several words as it reads piece by piece, with the name and how many pieces it has."""
    try:
        pieces = tokens(name)[:-1]
    except FeelError:
        return []
    if not pieces or pieces[0].kind != "word":
        return []
    return [(" ".join(piece.text for piece in pieces), (name, len(pieces)))]


class Reader:
    """Stands at one place of a text."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0
        self._many = {said: place for name in names if not name.isidentifier() for said, place in _pieces(name)}
        self._ends: list[bool] = []

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _is(self, *texts: str, ahead: int = 0) -> bool:
        token = self._tokens[min(self._at + ahead, len(self._tokens) - 1)]
        return token.kind in ("word", "sign") and token.text in texts

    def _take(self, *texts: str) -> bool:
        if self._is(*texts):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise FeelError(f"“{text}” is expected before “{self._now.text or 'the end'}”")

    def finish(self) -> None:
        """Raise FeelError where something is left over."""
        if self._now.kind != "end":
            raise FeelError(f"“{self._now.text}” is not expected there")

    def _left(self, inner: Callable[[], Node], *signs: str) -> Node:
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
            raise FeelError(f"a name is expected before “{token.text or 'the end'}”")
        self._at += 1
        return token.text

    def _joined(self, size: int) -> str:
        return " ".join(token.text for token in self._tokens[self._at : self._at + size])
