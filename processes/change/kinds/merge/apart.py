"""Who may not do a step that somebody did another one of: that holds for the one step that does the work of two."""

from __future__ import annotations

from lxml import etree

from processes.change.draft import Draft, Element
from processes.model.assignment import attributes_in

_APART = "notSameAs"


def is_apart(step: Element, other: Element) -> bool:
    """Whether a step is not for who did another one."""
    return str(other.get("id")) in _names(attributes_in(step).get(_APART, ""))


def keep_apart_from(draft: Draft, kept: Element, gone: Element) -> None:
    """Let what was not for who did a step that goes be not for who does the one that stays."""
    old, new = str(gone.get("id")), str(kept.get("id"))
    for element in draft.root.iter(etree.Element):
        for attribute, value in element.attrib.items():
            names = _names(str(value)) if str(attribute).rpartition("}")[2] == _APART else []
            if old in names:
                element.set(attribute, ",".join(dict.fromkeys(new if name == old else name for name in names)))


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]
