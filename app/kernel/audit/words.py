"""What entries of the log say in words: each feature says it of the kinds it writes, and how its things are called.

Words are a whole sentence with places, for languages order them otherwise: `{who}` did it, `{it}` is what the entry is
about, `{reason}` what its body has under `reason`. What stands in square brackets is left out where a place in it is
empty: `{who} gave back {it}[: {reason}]`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.audit.tables import SAID, AuditEntry
from app.kernel.i18n import _, unpack
from app.kernel.policy import ANONYMOUS, SYSTEM
from app.kernel.times import zones

LONGEST = 300
_PLACES = re.compile(r"\{(\w+)\}")
_PIECES = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Named:
    """What a thing is called in a sentence, and its page."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Things:
    """Things of one kind: how they are called by their ids in one statement or so, and one that is gone."""

    find: Callable[[Session, Collection[str]], Mapping[str, Named]]
    gone: str


@dataclass(frozen=True)
class Act:
    """What a kind of entry says.

    `it` is the kind of thing it is about, where its subject does not say so; `ids` are the kinds of things that its
    body names by their ids; `codes` are the words of what its body names by a code. `by` is the name of a code on which
    the whole sentence hangs, with the sentences.
    """

    words: str
    it: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    by: tuple[str, Mapping[str, str]] = ("", MappingProxyType({}))

    def words_for(self, body: Mapping[str, Any]) -> str:
        """Give the sentence for what an entry says."""
        name, sentences = self.by
        return sentences.get(str(body.get(name)), self.words)


@dataclass(frozen=True)
class Vocabulary:
    """The words of all features: acts by the kind of entry, things by theirs."""

    acts: Mapping[str, Act]
    things: Mapping[str, Things]


@dataclass(frozen=True)
class _Ref:
    """A thing that a sentence speaks of, by its id."""

    kind: str
    id: str


Part = str | _Ref
# What is written by nothing that is a feature.
WRITTEN: Mapping[str, Act] = {
    "audit.redacted": Act(_("{who} took personal data out of earlier entries of this log")),
    "demo.built": Act(_("{who} built this example organisation")),
}


def tell(session: Session, entries: Sequence[AuditEntry], known: Vocabulary) -> list[list[str | Named]]:
    """Say each entry in the parts of a sentence, to who reads it.

    One statement or so for each kind of thing, however many entries there are.
    """
    spoken = [list(_parts(entry, known.acts)) for entry in entries]
    wanted: dict[str, set[str]] = defaultdict(set)
    for part in (part for parts in spoken for part in parts):
        if isinstance(part, _Ref) and part.id:
            wanted[part.kind].add(part.id)
    found = {kind: known.things[kind].find(session, ids) for kind, ids in wanted.items() if kind in known.things}
    return [_joined(_named(part, found, known.things) for part in parts) for parts in spoken]


def in_general(known: Vocabulary) -> dict[str, str]:
    """Give the words of each kind of entry with “…” for its places, by kind, without who did it at the beginning."""
    return {kind: _in_general(str(act.words)) for kind, act in known.acts.items()}


def _in_general(words: str) -> str:
    return " ".join(_PLACES.sub("…", _PIECES.sub("", words).removeprefix("{who}")).split())


def _who(entry: AuditEntry) -> Part:
    if entry.actor_id == SYSTEM.id:
        return "Stepwell"
    if entry.actor_id in ("", ANONYMOUS.id):
        return str(_("Somebody without an account"))
    return _Ref("person", entry.actor_id)


def _parts(entry: AuditEntry, acts: Mapping[str, Act]) -> Iterable[Part]:
    act = acts.get(entry.kind)
    if act is None:
        act = Act(_("{who} did what this release has no words for ({code})", code=entry.kind))
    at, words = 0, str(act.words_for(entry.body))
    for piece in _PIECES.finditer(words):
        yield from _filled(words[at : piece.start()], entry, act)
        inner = list(_filled(piece[1], entry, act))
        if all(part != "" for part in inner):
            yield from inner
        at = piece.end()
    yield from _filled(words[at:], entry, act)


def _filled(text: str, entry: AuditEntry, act: Act) -> Iterable[Part]:
    at = 0
    for place in _PLACES.finditer(text):
        if place.start() > at:
            yield text[at : place.start()]
        yield _put(place[1], entry, act)
        at = place.end()
    if at < len(text):
        yield text[at:]


def _put(name: str, entry: AuditEntry, act: Act) -> Part:
    if name == "who":
        return _who(entry)
    if name == "it":
        said, __, id = entry.subject.rpartition(":")
        return _spoken_of(act.it or said, id, entry)
    kept = entry.body.get(SAID, {})
    value = zones.plain(str(unpack(kept[name]))) if name in kept else entry.body.get(name)
    if name in act.codes:
        return str(act.codes[name].get(str(value), str(value)))
    if name in act.ids:
        return _spoken_of(act.ids[name], str(value), entry) if value else ""
    return _plain(value)


def _spoken_of(kind: str, id: str, entry: AuditEntry) -> Part:
    return str(_("themselves")) if kind == "person" and id == entry.actor_id else _Ref(kind, id)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return _short(", ".join(map(str, value)))
    return "" if value is None or isinstance(value, dict) else _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _named(part: Part, found: Mapping[str, Mapping[str, Named]], things: Mapping[str, Things]) -> str | Named:
    if isinstance(part, str):
        return part
    gone = things[part.kind].gone if part.kind in things else _("something")
    named = found.get(part.kind, {}).get(part.id)
    return Named(str(named.words), named.url) if named else str(gone)


def _joined(parts: Iterable[str | Named]) -> list[str | Named]:
    """Give the parts with neighbouring texts as one."""
    joined: list[str | Named] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return joined
