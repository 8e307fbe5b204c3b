"""Leading a sequence flow to another node, its listings in step and in schema order."""

from __future__ import annotations

from lxml import etree

from processes.change.draft.tags import BPMN, Element, kind
from processes.change.draft.tree import Draft

_BEFORE_INCOMING = ("documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef", "incoming")


def lead_to(draft: Draft, flow: Element, target: Element, instead_of: Element | None = None) -> None:
    """Let a flow end at another node, in the place of a flow that goes if one is given."""
    _relink(draft, flow, target, ("targetRef", "incoming"), instead_of)


def lead_from(draft: Draft, flow: Element, source: Element) -> None:
    """Let a flow begin at another node."""
    _relink(draft, flow, source, ("sourceRef", "outgoing"), None)


def list_ends(draft: Draft, flow: Element) -> None:
    """List a new flow at both its ends, where the file lists flows at their ends."""
    if not any(True for _ in draft.root.iter(BPMN + "incoming", BPMN + "outgoing")):
        return
    for attribute, tag in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
        node = draft.get(flow.get(attribute))
        if node is not None and not any(True for _ in draft.listings(node, tag, str(flow.get("id")))):
            _list(node, tag, str(flow.get("id")))


def _relink(draft: Draft, flow: Element, node: Element, end: tuple[str, str], instead_of: Element | None) -> None:
    attribute, tag = end
    identity = str(flow.get("id"))
    old = draft.get(flow.get(attribute))
    listed = False
    if old is not None:
        for child in list(draft.listings(old, tag, identity)):
            listed = True
            draft.drop(child)
    flow.set(attribute, str(node.get("id")))
    if instead_of is not None:
        for child in draft.listings(node, tag, str(instead_of.get("id"))):
            child.text = (child.text or "").replace(draft.ref(child.text), identity)
            return
    if listed or node.find(BPMN + tag) is not None:
        _list(node, tag, identity)


def _list(node: Element, tag: str, identity: str) -> None:
    child = etree.Element(BPMN + tag)
    child.text = identity
    before = (*_BEFORE_INCOMING, "outgoing") if tag == "outgoing" else _BEFORE_INCOMING
    position = 0
    for index, existing in enumerate(node):
        if kind(existing) in before:
            position = index + 1
    if position:
        child.tail = node[position - 1].tail
        if position == len(node) and position > 1:
            node[position - 1].tail = node[position - 2].tail
        elif position == len(node):
            node[position - 1].tail = node.text
    else:
        child.tail = node.text if len(node) else None
    node.insert(position, child)
