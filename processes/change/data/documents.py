"""Documents and data that only one step writes and others read."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.tags import own_text
from processes.change.names import listed, plain, quoted
from processes.messages import _
from processes.model.graph import ACTIVITIES, EVENTS

_HOLDERS = ACTIVITIES | EVENTS


def data_still_read(draft: Draft, step: Element, also: frozenset[str]) -> tuple[str, list[Element]] | None:
    """What only this step writes, in words, and the steps that read it and stay; None where there is nothing."""
    written = {o for link in step.iter(BPMN + "dataOutputAssociation") for o in _objects(draft, link, "targetRef")}
    if not written:
        return None
    read: set[str] = set()
    readers: list[Element] = []
    for holder, objects in _elsewhere(draft, step, also, "dataInputAssociation", "sourceRef"):
        if objects & written:
            read |= objects & written
            readers += [] if any(r is holder for r in readers) else [holder]
    for __, objects in _elsewhere(draft, step, also, "dataOutputAssociation", "targetRef"):
        read -= objects
    labels = {plain(o.get("name") or "") for o in draft.root.iter(*_DATA) if _is(draft, o, read)} - {""}
    return (listed(quoted(label) for label in sorted(labels)) or _("a document"), readers) if read else None


_DATA = tuple(
    BPMN + tag for tag in ("dataObjectReference", "dataObject", "dataStoreReference", "dataStore", "dataOutput")
)


def _is(draft: Draft, element: Element, objects: set[str]) -> bool:
    return bool(_same(draft, str(element.get("id"))) & objects)


def _same(draft: Draft, identity: str) -> set[str]:
    """A reference and the object it stands for count as one."""
    element = draft.elements.get(identity)
    behind = None if element is None else element.get("dataObjectRef") or element.get("dataStoreRef")
    return {identity} | ({draft.ref(behind)} if behind else set())


def _objects(draft: Draft, link: Element, tag: str) -> set[str]:
    return {o for child in link.findall(BPMN + tag) for o in _same(draft, draft.ref(own_text(child)))}


def _elsewhere(
    draft: Draft, step: Element, also: frozenset[str], tag: str, end: str
) -> Iterator[tuple[Element, set[str]]]:
    for link in draft.all(tag):
        above = list(link.iterancestors())
        if any(a is step or a.get("id") in also for a in above):
            continue
        holder = next((a for a in above if kind(a) in _HOLDERS), None)
        if holder is not None:
            yield holder, _objects(draft, link, end)
