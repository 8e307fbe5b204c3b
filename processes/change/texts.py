"""Changing what a step is called and what it tells people to do."""

from __future__ import annotations

from lxml import etree

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.eliminate.anchors import NODES
from processes.change.refusal import CannotChange


def retitle(draft: Draft, step: str, title: str) -> None:
    """Give a step another name."""
    _find(draft, step).set("name", title)


def instruct(draft: Draft, step: str, text: str) -> None:
    """Replace the work instruction of a step; an empty text takes it out."""
    node = _find(draft, step)
    old = node.findall(BPMN + "documentation")
    for extra in old if not text.strip() else old[1:]:
        draft.drop(extra)
    if not text.strip():
        return
    if old:
        for inner in list(old[0]):
            old[0].remove(inner)
        old[0].text = text
        return
    documentation = etree.Element(BPMN + "documentation")
    documentation.text = text
    documentation.tail = node.text if len(node) else None
    node.insert(0, documentation)


def _find(draft: Draft, step: str) -> Element:
    node = draft.elements.get(step)
    if node is None or kind(node) not in NODES:
        raise CannotChange(
            "NO_SUCH_STEP",
            f"Expected a step with the id {step!r}, but this version has none. Choose a step of this version.",
            step,
        )
    return node
