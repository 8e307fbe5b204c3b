"""What to call an element that has no name: what it is and where it stands, never by its id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from processes.characters import one_line
from processes.messages import Message, _, capital, pgettext
from processes.nouns import JOIN, STEP, noun, ordinal, start_or_end

UNNAMED = _("an unnamed step")
_PLACED = r"the (?:[\w-]+ ){1,7}(?:before|after|at|in|of) (?:“.+”|the .+|an? .+)"
_OURS = re.compile(rf"{_PLACED}|the (?:[\w-]+ )?(?:start|end)|an unnamed .+", re.S)


@dataclass(frozen=True, slots=True)
class Spot:
    """A flow node as its neighbours see it; `inside` is the name of the sub-process that holds it."""

    kind: str
    name: str = ""
    events: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    host: str | None = None
    scope: str = ""
    inside: str = ""

    @property
    def what(self) -> str:
        """What an event is about: a timer, a message."""
        return self.events[0].removesuffix("EventDefinition") if self.events else ""


class Spots:
    """The flow nodes of a file, or of one process or sub-process, by id."""

    def __init__(self, spots: Mapping[str, Spot]) -> None:
        self._spots = spots
        self._made: Mapping[str, str] | None = None

    def __contains__(self, id: str) -> bool:
        return id in self._spots

    def label(self, id: str) -> str:
        """Give the name of an element on one line, else words for it: the join before “Send invoice”.

        No two elements of one process or sub-process that have no name get the same words.
        """
        spot = self._spots.get(id)
        if spot is None:
            return _("an unnamed element")
        if spot.name:
            return spot.name
        if self._made is None:
            self._made = _Naming(self._spots).made
        return self._made[id]


@dataclass(frozen=True, slots=True)
class Words:
    """What an element is, and where it stands, the best way to say so first; '' where it is the only one."""

    noun: str
    places: tuple[str, ...]

    @property
    def short(self) -> str:
        """The words where nothing else is called so."""
        return self.text(long=False)

    def text(self, long: bool, number: int = 0) -> str:
        """Give the words, with a second place where they are to be long, and a number where there is one."""
        what = self.noun
        if not self.places:
            return _("an unnamed {noun} ({number})", noun=what, number=number) if number else _nameless(what)
        place = _("{place} and {more}", place=self.places[0], more=self.places[1]) if long and self.places[1:] else None
        where = place or self.places[0]
        if number and where:
            return _("the {which} {noun} {place}", which=ordinal(number), noun=what, place=where)
        if number:
            return _("the {which} {noun}", which=ordinal(number), noun=what)
        return _("the {noun} {place}", noun=what, place=where) if where else _("the {noun}", noun=what)


class _Naming:
    """Words for all that has no name, found at once: what else would be called so is known only then.

    The work grows with the flows: from what is told by, one walk each way leads to all that is told by it.
    """

    def __init__(self, spots: Mapping[str, Spot]) -> None:
        self._spots = spots
        self._alike = Counter((one.scope, one.kind, one.what) for one in spots.values() if not one.name)
        named = {id: words for id, spot in spots.items() if (words := self._told_by(spot))}
        ends = {"after": "startEvent", "before": "endEvent"}
        self._near = {way: self._reached(named, way) for way in ends}
        self._last = {
            way: self._reached({id: _LAST[kind] for id, spot in spots.items() if spot.kind == kind}, way)
            for way, kind in ends.items()
        }
        self.made: dict[str, str] = {}
        nameless = [(id, spot) for id, spot in spots.items() if not spot.name]
        steps = [(id, spot) for id, spot in nameless if spot.kind != "boundaryEvent"]
        self._tell_apart([(id, spot, self._words(spot, id)) for id, spot in steps])
        borders = [(id, spot) for id, spot in nameless if spot.kind == "boundaryEvent"]
        self._tell_apart([(id, spot, self._border(spot, id)) for id, spot in borders])

    def _told_by(self, spot: Spot) -> str:
        """What others are told by that come after or before it; empty for what has no name itself."""
        host = self._spots.get(spot.host or "")
        if spot.name:
            return _("“{name}”", name=spot.name)
        if host is None or not host.name:
            return ""
        return pgettext("before or after", "the {event} at “{step}”", event=noun(spot.kind, spot.what), step=host.name)

    def _reached(self, sources: Mapping[str, str], way: str) -> dict[str, str]:
        """The words of the nearest of the sources after (or before) which each element comes."""
        found: dict[str, str] = {}
        known, todo = set(sources), list(sources.items())
        for at, words in todo:
            for other in getattr(self._spots[at], way):
                if other in self._spots:
                    found.setdefault(other, words)
                    if other not in known:
                        known.add(other)
                        todo.append((other, words))
        return found

    def _tell_apart(self, found: Sequence[tuple[str, Spot, Words]]) -> None:
        """Say more of those that are called the same; where that is the same, too, number them."""
        taken = Counter((self._spots[id].scope, words) for id, words in self.made.items())
        said = taken + Counter((spot.scope, words.short) for _, spot, words in found)
        chosen = [(id, spot, words, said[spot.scope, words.short] > 1) for id, spot, words in found]
        again = taken + Counter((spot.scope, words.text(long)) for _, spot, words, long in chosen)
        for id, spot, words, long in chosen:
            key = spot.scope, words.text(long)
            taken[key] += 1
            self.made[id] = words.text(long, taken[key] if again[key] > 1 else 0)

    def _words(self, spot: Spot, id: str) -> Words:
        if spot.kind in ("startEvent", "endEvent"):
            return self._end(spot, id)
        if spot.kind.endswith("Gateway") and len(spot.before) > 1 and len(spot.after) < 2:
            return self._placed(JOIN, ("before", "after"), spot, id)
        return self._placed(noun(spot.kind, spot.what), ("after", "before"), spot, id)

    def _border(self, spot: Spot, id: str) -> Words:
        """An event at the border of a step is told by the step; by its way where that is no step of this file."""
        host = self._spots.get(spot.host or "")
        if host is None or host.kind == "boundaryEvent":
            return self._placed(noun(spot.kind, spot.what), ("before",), spot, id)
        step = quoted(host.name or self.made[spot.host or ""])
        return Words(noun(spot.kind, spot.what), (_("at {step}", step=step), *self._ways(id, ("before",), self._near)))

    def _end(self, spot: Spot, id: str) -> Words:
        """The start and the end need no place where there is one; what they are about is said."""
        which = start_or_end(spot.kind, spot.what)
        if self._alike[spot.scope, spot.kind, spot.what] > 1:
            return self._placed(which, ("before",) if spot.kind == "startEvent" else ("after",), spot, id)
        return Words(which, (_inside(spot),) if spot.inside else ("",))

    def _placed(self, what: str, ways: Sequence[str], spot: Spot, id: str) -> Words:
        if near := self._ways(id, ways, self._near):
            return Words(what, near)
        return Words(what, (_("in “{step}”", step=spot.inside),) if spot.inside else self._ways(id, ways, self._last))

    @staticmethod
    def _ways(id: str, ways: Sequence[str], told: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
        return tuple(_beside(way, told[way][id]) for way in ways if id in told[way])


def quoted(label: str | None) -> str:
    """Put a name in quotation marks; words that were made for what has none stay as they are."""
    if isinstance(label, Message):
        return label
    text = one_line(label or "") or UNNAMED
    return _again(text) if is_made(text) else _("“{name}”", name=text)


def opening(label: str | None) -> str:
    """Put a name in quotation marks, for the beginning of a sentence."""
    return capital(quoted(label))


def headed(label: str | None) -> str:
    """Give a label to stand by itself: words that were made begin with a capital letter."""
    text = label if isinstance(label, Message) else one_line(label or "") or UNNAMED
    return capital(_again(text)) if is_made(text) else text


def end_of_all() -> str:
    """Give what the end of a process is called, where nothing is drawn for it."""
    return _("the {noun}", noun=start_or_end("endEvent"))


def is_made(label: str) -> bool:
    """Whether a label reads as words made here rather than as a name that somebody gave."""
    return _OURS.fullmatch(label) is not None


def _again(words: str) -> str:
    """Words that were kept as text may be said in another language where they are the same for all."""
    return UNNAMED if words == UNNAMED else words


_LAST = {
    "startEvent": pgettext("before or after", "the start"), "endEvent": pgettext("before or after", "the end"),
}  # fmt: skip


def _beside(way: str, words: str) -> str:
    return _("after {words}", words=words) if way == "after" else _("before {words}", words=words)


def _inside(spot: Spot) -> str:
    return pgettext("start or end", "of “{step}”", step=spot.inside)


def _nameless(what: str) -> str:
    return UNNAMED if what == STEP else _("an unnamed {noun}", noun=what)
