"""What makes an expression one that FEEL does not read."""

from __future__ import annotations


class FeelError(Exception):
    """The text is no FEEL that is understood; the words end a sentence."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
