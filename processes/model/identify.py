"""Ids for elements that have none: derived from their place, so the same file always gets the same ones."""

from __future__ import annotations

from lxml import etree

from processes.model.elements import NODES, B, local

NAMED = NODES | {"sequenceFlow", "process", "lane", "participant", "messageFlow", "textAnnotation", "association"}


def ensure_ids(root: etree._Element) -> None:
    """Give every flow, flow node, lane, pool and process of a tree an id; those that are there stay."""
    taken = {e.get("id") for e in root.iter(f"{B}*")}
    for element in root.iter(f"{B}*"):
        if local(element) in NAMED and not element.get("id"):
            element.set("id", _id(element, taken))


def _id(element: etree._Element, taken: set[str | None]) -> str:
    name = local(element)
    if name == "sequenceFlow":
        base = f"Flow_{element.get('sourceRef', '')}_{element.get('targetRef', '')}"
    else:
        parent = element.getparent()
        place = list(parent).index(element) if parent is not None else 0
        base = f"{name}_{parent.get('id', '') if parent is not None else ''}_{place}"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    taken.add(found)
    return found
