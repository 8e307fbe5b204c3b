"""What is said, without a language: an English sentence with named places, and what stands in them.

    _("Expected a step called {name}, but there is none.", name=label)
    ngettext("{n} case", "{n} cases", count)

The English sentence is the id under which catalogues hold its translations (GNU gettext). A message is the English text
as well, so that whatever compares, keeps or sends text needs not know of it; `str`, f-strings and pages give it in the
language of who reads, where somebody has said by `rendering` how that is done. Nothing here knows a language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any, Self, SupportsIndex

from processes.language import in_english as in_english
from processes.language import in_words
from processes.language import render_by as render_by
from processes.language import rendering as rendering
from processes.places import PLACE as PLACE
from processes.places import as_html, listed, plain, shaped
from processes.places import fill as fill

_KEY = "§"
_LAST = ("", "and", "or")


class Message(str):
    """A sentence with named places; `plural` is said instead of `id` where the number `n` asks for it.

    `context` tells apart what is the same in English alone: “Open” on a button, and as a state.
    """

    # Thousands are kept with models: without a dictionary for each, nor one for its places.
    __slots__ = ("_told", "context", "id", "plural")

    id: str
    plural: str
    context: str
    _told: tuple[Any, ...]

    def __new__(cls, id: str, params: Mapping[str, Any] | None = None, plural: str = "", context: str = "") -> Self:
        """Make it, and its English text."""
        params = {name: plain(value) for name, value in params.items()} if params else {}
        one = not plural or params["n"] == 1
        made = super().__new__(cls, fill(id if one else plural, params, _english))
        made.id, made.plural, made.context = id, plural, context
        made._told = tuple(chain.from_iterable(params.items()))
        return made

    @property
    def params(self) -> dict[str, Any]:
        """What stands in its places, by their names."""
        return dict(zip(self._told[::2], self._told[1::2], strict=True))

    def __str__(self) -> str:
        """Give the text in the language of who reads."""
        return in_words(self)

    def __format__(self, spec: str) -> str:
        return format(in_words(self), spec)

    def __html__(self) -> str:
        return as_html(in_words(self))

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return type(self), (self.id, self.params, self.plural, self.context)

    def rendered(self, text: Callable[[Message], str], value: Callable[[Any], str]) -> str:
        """Give the text by what gives sentences and values in a language."""
        return fill(text(self), self.params, value)

    def written(self) -> dict[str, Any]:
        """Give it as JSON, without a language."""
        said: dict[str, Any] = {_KEY: self.id}
        more: dict[str, Any] = {"params": {name: pack(one) for name, one in self.params.items()}}
        more |= {"plural": self.plural, "context": self.context}
        return said | {name: one for name, one in more.items() if one}


class Joined(Message):
    """Several texts with the same sign or words between them; with `last`, a list as people say it: “a, b and c”."""

    __slots__ = ()

    def __new__(cls, parts: Iterable[Any], between: str = " ", last: str = "") -> Self:
        """Make it, and its English text."""
        told = tuple(map(plain, parts))
        made = str.__new__(cls, listed([_english(one) for one in told], between, last))
        made.id, made.plural, made.context = "", "", ""
        made._told = ("parts", told, "between", between, "last", last)
        return made

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return type(self), (self.params["parts"], self.params["between"], self.params["last"])

    def rendered(self, text: Callable[[Message], str], value: Callable[[Any], str]) -> str:
        """Give the text by what gives sentences and values in a language."""
        return text(self) or listed([value(one) for one in self.params["parts"]], self.params["between"], "")

    def written(self) -> dict[str, Any]:
        """Give it as JSON, without a language."""
        return {_KEY: [pack(one) for one in self.params["parts"]], **{k: self.params[k] for k in ("between", "last")}}


class Shaped(Message):
    """A text as the words around it need it: with a capital letter in front.

    With `most`: without the full stop at its end, and no longer than that, where it is not 0.
    """

    __slots__ = ()

    def __new__(cls, whole: str, most: int | None = None) -> Self:
        """Make it, and its English text."""
        made = str.__new__(cls, shaped(_english(whole), most))
        made.id, made.plural, made.context, made._told = "", "", "", ("whole", plain(whole), "most", most)
        return made

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return type(self), (self.params["whole"], self.params["most"])

    def rendered(self, text: Callable[[Message], str], value: Callable[[Any], str]) -> str:
        """Give the text by what gives sentences and values in a language."""
        return shaped(value(self.params["whole"]), self.params["most"])

    def written(self) -> dict[str, Any]:
        """Give it as JSON, without a language."""
        more = {} if self.params["most"] is None else {"most": self.params["most"]}
        return {_KEY: None, "whole": pack(self.params["whole"]), **more}


def _(id: str, /, **params: Any) -> Message:
    """Say a sentence: its named places hold the parameters; numbers are said as the reader's language writes them."""
    return Message(id, params) if params else _bare(id)


def ngettext(one: str, many: str, n: int, /, **params: Any) -> Message:
    """Say how many: `one` of them, or another number, which stands at `{n}`."""
    return Message(one, {"n": n, **params}, many)


def pgettext(context: str, id: str, /, **params: Any) -> Message:
    """Say a sentence or word that is the same in English alone where something else is meant."""
    return Message(id, params, "", context)


def joined(between: str, parts: Iterable[Any]) -> Message:
    """Say several texts, one after the other."""
    return Joined(parts, between)


def sentences(*parts: Any) -> Message:
    """Say several sentences; empty ones are left out."""
    return Joined([one for one in parts if one], " ")


def all_of(parts: Iterable[Any]) -> Message:
    """Say a list: “a, b and c”."""
    return Joined(parts, ", ", "and")


def one_of(parts: Iterable[Any]) -> Message:
    """Say a list of which one is meant: “a, b or c”."""
    return Joined(parts, ", ", "or")


def capital(whole: str) -> str:
    """Begin with a capital letter, whichever language it is said in."""
    return Shaped(whole, None)


def clause(whole: str) -> str:
    """Say a sentence inside of another: without its full stop, whichever language it is said in."""
    return Shaped(whole, 0)


def cut(whole: str, most: int) -> str:
    """Say a text in no more than so many characters, whichever language it is said in."""
    return Shaped(whole, most)


def placed(message: str, /, **params: Any) -> str:
    """Say a sentence whose places were left open, with what stands in them."""
    if not isinstance(message, Message):
        return fill(message, params, _english)
    return Message(message.id, {**message.params, **params}, message.plural, message.context)


def pack(value: Any) -> Any:
    """Give a value as JSON holds it: messages, also inside of it, without a language."""
    if isinstance(value, Message):
        return value.written()
    if isinstance(value, Mapping):
        return {key: pack(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [pack(one) for one in value]
    return value if value is None or isinstance(value, (str, int, float)) else str(value)


def unpack(value: Any) -> Any:
    """Give what `pack` was given; what is malformed stays as it is."""
    if isinstance(value, list):
        return [unpack(one) for one in value]
    if not isinstance(value, dict):
        return value
    if _KEY not in value:
        return {key: unpack(one) for key, one in value.items()}
    said, params = value[_KEY], unpack(value.get("params", {}))
    if isinstance(said, list):
        if (last := value.get("last", "")) not in _LAST:
            return value
        return Joined([unpack(one) for one in said], str(value.get("between", " ")), last)
    if said is None:
        whole, most = unpack(value.get("whole", "")), value.get("most")
        return Shaped(whole, most if isinstance(most, int) else None)
    if not isinstance(said, str) or not isinstance(params, dict):
        return value
    if "plural" in value and not isinstance(params.get("n"), (int, float)):
        return value
    return Message(said, params, str(value.get("plural", "")), str(value.get("context", "")))


@lru_cache(maxsize=4096)
def _bare(id: str) -> Message:
    """Give the one message of a sentence without places."""
    return Message(id)


def _english(value: Any) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)
