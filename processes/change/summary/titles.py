"""Titles that say what a change is: offered from the operations, and never those of another change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from processes.change.contract import Operation
from processes.change.kinds import KINDS
from processes.change.names import plain
from processes.change.summary.words import in_words
from processes.messages import PLACE, all_of, cut, in_english
from processes.model import Model

_QUOTED = re.compile(r"[“”„‟\"«»]\s*([^“”„‟\"«»]+?)\s*[“”„‟\"«»]")
_ALWAYS = ("and", "the", "step", "steps")
_AWAY = re.compile(r"\([^)]*\)")


def suggested(base: Model, operations: Sequence[Operation], most: int = 200) -> str:
    """Give the title that is offered for a change until somebody types one."""
    said = in_words(base, operations)
    return said if len(said) <= most else cut(said, most)


def is_of_another(title: str, models: Sequence[Model], operations: Sequence[Operation]) -> bool:
    """Whether a title reads as what Stepwell offers for another step, or for another way with this one.

    Only titles that are nothing but an offer count, in English or in the language of who reads: a verb of ours with
    names, one of them a step's. What people word themselves is theirs; a title that tells a part of the change is true.
    """
    read = _read(title)
    if read is None:
        return False
    offers = (suggested(model, operations) for model in models)
    if any(_same(title, said) for offer in offers for said in (in_english(offer), str(offer))):
        return False
    kind, names = read
    known = {_folded(node.name) for model in models for node in model.graph.nodes.values() if node.name.strip()}
    if known.isdisjoint(names):
        return False
    return not any(set(names) <= _true(model, operations, kind) for model in models)


def _read(title: str) -> tuple[str, tuple[str, ...]] | None:
    text = unicodedata.normalize("NFC", plain(_AWAY.sub("", title))).rstrip(" .")
    return _by_verb(text) or _by_words(text)


def _by_verb(text: str) -> tuple[str, tuple[str, ...]] | None:
    for kind in KINDS.values():
        found = re.match(kind.about.verb, text, re.IGNORECASE)
        if found is None:
            continue
        rest = text[found.end() :].strip()
        names = tuple(_folded(name) for name in _QUOTED.findall(rest))
        if names and _is_between((*_ALWAYS, *kind.about.joins), _QUOTED.sub(" ", rest)):
            return kind.kind, names
        return (kind.kind, (_folded(rest),)) if rest and not names else None
    return None


def _by_words(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The same where a title ends with the verb, or has it anywhere else: by all words that our sentences have."""
    names = tuple(_folded(name) for name in _QUOTED.findall(text))
    found = _words(_QUOTED.sub(" ", text)) if names else []
    also = _words(str(all_of(("", ""))))
    for kind in KINDS.values():
        for said in (_words(PLACE.sub(" ", str(one))) for one in kind.about.said):
            if said and set(said) <= set(found) and _is_between((*said, *also), " ".join(found)):
                return kind.kind, names
    return None


def _is_between(known: Sequence[str], words: str) -> bool:
    """Whether words are nothing but what a kind says before, between and after the names in its sentences."""
    return all(word in known for word in _words(words))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"[^\W_]+", text)]


def _true(model: Model, operations: Sequence[Operation], kind: str) -> set[str]:
    """The names that a title of this kind may truly hold."""
    return {_folded(name) for o in operations if o.kind == kind for name in o.names(model.graph)}


def _same(one: str, other: str) -> bool:
    return _folded(one).rstrip(".") == _folded(other).rstrip(".")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", plain(text)).casefold()
