"""Ids for elements that have none: derived from their place, so the same file always gets the same ones."""

from __future__ import annotations

from lxml import etree

from processes.model.elements import NODES, B, local

NAMED = NODES | {"sequenceFlow", "process", "lane", "participant", "messageFlow", "textAnnotation", "association"}


def ensure_ids(root: etree._Element) -> None:
    """Give every flow, flow node, lane, pool and process of a tree an id; those that are there stay."""
    taken = {e.get("id") for e in root.iter(f"{B}*")}
    used: dict[str, int] = {}
    for parent in root.iter(f"{B}*"):
        for place, element in enumerate(parent):
            if local(element) in NAMED and not element.get("id"):
                element.set("id", _free(_base(element, parent, place), taken, used))


def _base(element: etree._Element, parent: etree._Element, place: int) -> str:
    if local(element) == "sequenceFlow":
        return f"Flow_{element.get('sourceRef', '')}_{element.get('targetRef', '')}"
    return f"{local(element)}_{parent.get('id', '')}_{place}"


def _free(base: str, taken: set[str | None], used: dict[str, int]) -> str:
    found, number = base, used.get(base, 1)
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    used[base] = number
    taken.add(found)
    return found
