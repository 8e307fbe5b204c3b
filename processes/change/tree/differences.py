"""Every difference between two documents that is not layout, as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from processes.change.tree.canonical import Canonical, Twig
from processes.change.tree.jsons import Clash
from processes.change.tree.pairs import Pairs

# What is a set although it is written as a list.
LISTED = frozenset({"flowNodeRef", "incoming", "outgoing"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; `what` is attribute, text, tag, order, added, removed or moved.

    `name` is that of the attribute; `was` and `now` are what an attribute, text or tag says, None where there is none.
    """

    what: str
    before: Twig | None
    after: Twig | None
    name: str = ""
    was: str | None = None
    now: str | None = None

    @property
    def twig(self) -> Twig:
        """What it is about: in the newer document unless it is gone."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Conflict:
    """A difference that does not fit, and what stands in its place: None where the place is gone.

    Of JSON in a text, such as a form, `clash` is the part that does not fit.
    """

    difference: Difference
    there: str | None = None
    clash: Clash | None = None


def differences(before: Canonical, after: Canonical, pairs: Pairs) -> Iterator[Difference]:
    """The differences in document order of the older document, then what is new."""
    if before.root.digest == after.root.digest:
        return
    for old in before.root.walk():
        new = pairs.onward.get(old)
        if new is not None:
            yield from _own(old, new, pairs)
        elif old.parent is None or old.parent in pairs.onward:
            yield Difference("removed", old, None)
    for new in after.root.walk():
        if new not in pairs.back and (new.parent is None or new.parent in pairs.back):
            yield Difference("added", None, new)


def _own(old: Twig, new: Twig, pairs: Pairs) -> Iterator[Difference]:
    if old.parent is not None and pairs.onward.get(old.parent) is not new.parent:
        yield Difference("moved", old, new)
    if old.digest == new.digest and old.id == new.id:
        return
    if old.tag != new.tag:
        yield Difference("tag", old, new, "", old.tag, new.tag)
    for name in dict.fromkeys((*old.attributes, *new.attributes)):
        was, now = value_of(old, name), value_of(new, name)
        if was != now and not (name == "id" and old.id == new.id):
            yield Difference("attribute", old, new, name, was, now)
    if old.text != new.text:
        yield Difference("text", old, new, "", old.text, new.text)
    if _turned(old, new, pairs):
        yield Difference("order", old, new)


def value_of(twig: Twig, name: str) -> str | None:
    """What an attribute says; an id that was worked out from the place is none."""
    return None if name == "id" and twig.unnamed else twig.attributes.get(name)


def _turned(old: Twig, new: Twig, pairs: Pairs) -> bool:
    """Whether what both hold stands in another order."""
    kept = [
        pairs.onward[t] for t in old.children
        if t.bpmn not in LISTED and t in pairs.onward and pairs.onward[t].parent is new
    ]  # fmt: skip
    there = {t: place for place, t in enumerate(new.children)}
    places = [there[t] for t in kept]
    return any(a > b for a, b in pairwise(places))
