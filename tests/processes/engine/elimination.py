"""The plainest elimination of a step with one way out, enough to test what it does to running instances."""

from __future__ import annotations

from lxml import etree

from processes.engine.normalise.context import B, Element, flows_of, tag


def eliminate(xml: bytes, step: str) -> bytes | None:
    """The model without this step: what led to it leads to its follower. None if it has not just one."""
    root = etree.fromstring(xml, etree.XMLParser(recover=True))
    node = next((e for e in root.iter() if e.get("id") == step and tag(e)), None)
    if node is None:
        return None
    holder = node.getparent()
    assert holder is not None
    out = [flow for flow in flows_of(holder) if flow.get("sourceRef") == step]
    if len(out) != 1 or out[0].get("targetRef") == step:
        return None
    for flow in flows_of(holder):
        if flow.get("targetRef") == step:
            flow.set("targetRef", out[0].get("targetRef", ""))
    for gone in (out[0], node, *_boundaries(holder, step)):
        holder.remove(gone)
    return etree.tostring(root)


def _boundaries(holder: Element, step: str) -> list[Element]:
    return [e for e in holder if e.tag == B + "boundaryEvent" and e.get("attachedToRef") == step]
