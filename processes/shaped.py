"""Messages inside of others: with a capital letter in front, or as a part of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, SupportsIndex

from processes.messages import KEY, Message, in_english, pack


class Shaped(Message):
    """A text as the words around it need it: with a capital letter in front; with `most`, without the full stop at its
    end, and no longer than that, where it is not 0.
    """

    def __new__(cls, whole: str, most: int | None = None) -> Self:
        """Make it, and its English text."""
        made = str.__new__(cls, _shaped(in_english(whole) if isinstance(whole, str) else str(whole), most))
        made.id, made.plural, made.context, made.params = "", "", "", {"whole": whole, "most": most}
        return made

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return type(self), (self.params["whole"], self.params["most"])

    def rendered(self, text: Callable[[Message], str], value: Callable[[Any], str]) -> str:
        """Give the text by what gives sentences and values in a language."""
        return _shaped(value(self.params["whole"]), self.params["most"])

    def written(self) -> dict[str, Any]:
        """Give it as JSON, without a language."""
        more = {} if self.params["most"] is None else {"most": self.params["most"]}
        return {KEY: None, "whole": pack(self.params["whole"]), **more}


def _shaped(text: str, most: int | None) -> str:
    if most is None:
        return text[:1].upper() + text[1:]
    text = text.strip().rstrip(".")
    return text if not most or len(text) <= most else f"{text[: most - 1].rstrip()}…"
