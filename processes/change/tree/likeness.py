"""Whether two elements of two documents are the same thing, or want to be the only one at a place."""

from __future__ import annotations

from lxml import etree

from processes.change.tree.canonical import Twig
from processes.change.tree.pairs import THINGS

Element = etree._Element


def are_rivals(there: Twig, new: Twig) -> bool:
    """Whether two new elements want the same place: both the only one of their kind, or both called the same."""
    if there.tag != new.tag or (new.bpmn in THINGS and new.id) or is_row(new):
        return False
    keys = [next((t.attributes[k] for k in ("id", "name", "key") if t.attributes.get(k)), None) for t in (there, new)]
    return bool(new.bpmn) or keys[0] == keys[1]


def is_row(twig: Twig) -> bool:
    """Whether it is a rule of a decision table, of which there are many without names."""
    return not twig.bpmn and twig.local == "rule"


def says_the_same(one: Twig, other: Twig) -> bool:
    """Whether two elements differ in nothing but the ids of them and of what is in them."""
    pairs = zip(one.walk(), other.walk(), strict=False)
    return all(_content(a) == _content(b) for a, b in pairs)


def _content(twig: Twig) -> tuple[object, ...]:
    return twig.tag, {k: v for k, v in twig.attributes.items() if k != "id"}, twig.text, len(twig.children)


def ids_in(root: Element) -> set[str]:
    """Give the ids of all elements in a tree."""
    return {str(e.get("id")) for e in root.iter() if e.get("id")}
