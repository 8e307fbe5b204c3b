"""What to call an element that has no name: what it is and where it stands, never by its id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from processes.characters import one_line

NOUNS = {
    "manualTask": "manual step", "serviceTask": "automatic step", "scriptTask": "script step",
    "sendTask": "sending step", "receiveTask": "receiving step", "businessRuleTask": "business rule",
    "callActivity": "called process", "subProcess": "sub-process", "transaction": "transaction",
    "adHocSubProcess": "ad-hoc sub-process", "startEvent": "start", "endEvent": "end",
    "exclusiveGateway": "choice", "inclusiveGateway": "choice", "complexGateway": "choice",
    "parallelGateway": "split", "eventBasedGateway": "wait for what comes first",
}  # fmt: skip
EVENTS = {"compensate": "undo", "conditional": "condition", "terminate": "final"}
FARTHEST = 60
UNNAMED = "an unnamed step"
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
        what = self.events[0].removesuffix("EventDefinition") if self.events else ""
        return EVENTS.get(what, what)


class Spots:
    """The flow nodes of a file, or of one process or sub-process, by id."""

    def __init__(self, spots: Mapping[str, Spot]) -> None:
        self._spots = spots
        self._alike = Counter((one.scope, one.kind, one.what) for one in spots.values() if not one.name)

    def label(self, id: str) -> str:
        """Give the name of an element on one line, else words for it: the join before “Send invoice”."""
        spot = self._spots.get(id)
        if spot is None:
            return "an unnamed element"
        return spot.name or self._words(spot, id)

    def _words(self, spot: Spot, id: str) -> str:
        if spot.kind == "boundaryEvent":
            return f"the {_noun(spot)} at {quoted(self.label(spot.host or ''))}"
        if spot.kind in ("startEvent", "endEvent"):
            return self._end(spot, id)
        if spot.kind.endswith("Gateway") and len(spot.before) > 1 and len(spot.after) < 2:
            return self._placed("join", ("before", "after"), spot, id)
        return self._placed(_noun(spot), ("after", "before"), spot, id)

    def _end(self, spot: Spot, id: str) -> str:
        """The start and the end need no place where there is one; what they are about is said."""
        noun = " ".join(filter(None, (spot.what, NOUNS[spot.kind])))
        if self._alike[spot.scope, spot.kind, spot.what] > 1:
            return self._placed(noun, ("before",) if spot.kind == "startEvent" else ("after",), spot, id)
        return f"the {noun} of “{spot.inside}”" if spot.inside else f"the {noun}"

    def _placed(self, noun: str, ways: Sequence[str], spot: Spot, id: str) -> str:
        for way in ways:
            near = self._near(id, way)
            if near:
                return f"the {noun} {way} {near}"
        if spot.inside:
            return f"the {noun} in “{spot.inside}”"
        for way in ways:
            if last := self._last(id, way):
                return f"the {noun} {way} the {last}"
        return f"an unnamed {noun}"

    def _near(self, id: str, way: str) -> str:
        """The nearest element with a name on the way."""
        for spot in self._walk(id, way):
            if spot.name:
                return f"“{spot.name}”"
            host = self._spots.get(spot.host or "")
            if host is not None and host.name:
                return f"the {_noun(spot)} at “{host.name}”"
        return ""

    def _last(self, id: str, way: str) -> str:
        """The start or end that the way leads to, where nothing on it has a name."""
        kinds = (spot.kind for spot in self._walk(id, way))
        return next((NOUNS[kind] for kind in kinds if kind in ("startEvent", "endEvent")), "")

    def _walk(self, id: str, way: str) -> Iterator[Spot]:
        """What an element comes after or before, the nearest first."""
        ends = "before" if way == "after" else "after"
        known = {id}
        todo = [id]
        for at in todo:
            for other in getattr(self._spots[at], ends):
                if other in self._spots and other not in known and len(known) < FARTHEST:
                    known.add(other)
                    todo.append(other)
                    yield self._spots[other]


def quoted(label: str | None) -> str:
    """Put a name in quotation marks; words that were made for what has none stay as they are."""
    text = one_line(label or UNNAMED)
    return text if is_made(text) else f"“{text}”"


def opening(label: str | None) -> str:
    """Put a name in quotation marks, for the beginning of a sentence."""
    return _capital(quoted(label))


def headed(label: str | None) -> str:
    """Give a label to stand by itself: words that were made begin with a capital letter."""
    text = one_line(label or UNNAMED)
    return _capital(text) if is_made(text) else text


def is_made(label: str) -> bool:
    """Whether a label reads as words made here rather than as a name that somebody gave."""
    return _OURS.fullmatch(label) is not None


def _noun(spot: Spot) -> str:
    if spot.kind.endswith("Event"):
        return " ".join(filter(None, (spot.what, "event")))
    return NOUNS.get(spot.kind, "step")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
