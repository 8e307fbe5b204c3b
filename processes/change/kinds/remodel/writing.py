"""Putting a part that was drawn anew in the place of the old one: in the file, and in the drawing."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from lxml import etree

from processes.change.draft import DI, Draft, Element, kind
from processes.change.draft.tags import FLOW_SCOPES, ids_in
from processes.change.kinds.remodel.parameters import model_in
from processes.change.names import quoted
from processes.change.refusal import CannotChange, Choice, structural
from processes.messages import _

if TYPE_CHECKING:
    from processes.change.kinds.remodel import Remodel

CODES = {
    **structural("ID_TAKEN"),
    "NO_SUCH_PART": "there is no process or sub-process of this id on both sides",
}
_DRAWN = (DI + "BPMNShape", DI + "BPMNEdge")


def put_in_place(draft: Draft, wanted: Remodel) -> None:
    """Put the part in its place; raises `CannotChange`."""
    new = copy.deepcopy(model_in(wanted.bpmn).root.getroottree()).getroot()
    if not wanted.scope:
        draft.redrawn |= ids_in(draft.root) | ids_in(new)
        draft.root = new
        return
    keep = Choice("keep", wanted.about.keep)
    other = Draft(new)
    old_part, new_part = draft.elements.get(wanted.scope), other.elements.get(wanted.scope)
    if old_part is None or new_part is None or kind(old_part) not in FLOW_SCOPES or kind(new_part) not in FLOW_SCOPES:
        words = _("There is no process or sub-process {id} on both sides. Send the whole model instead.",
                  id=quoted(wanted.scope))  # fmt: skip
        raise CannotChange("NO_SUCH_PART", words, wanted.scope, (keep,))
    was, now = ids_in(old_part), ids_in(new_part)
    if taken := sorted(now & (draft.elements.keys() - was - _drawing_ids(draft, was))):
        words = _("Another element already has the id {id}. Give the new one another id.", id=repr(taken[0]))
        raise CannotChange("ID_TAKEN", words, wanted.scope, (keep,))
    beside = _beside(other, wanted.scope, now)
    plane = _plane(draft, was | {wanted.scope})
    _swap(old_part, new_part)
    _take_along(draft, other, new_part)
    _redraw(draft, other, was | beside, now | beside, plane)
    draft.redrawn |= was | now | beside


def _redraw(draft: Draft, other: Draft, was: set[str], now: set[str], home: Element | None) -> None:
    """Draw elements as another file does, each on the plane of what it is drawn on there; new planes come along."""
    known = {draft.ref(plane.get("bpmnElement")): plane for plane in draft.root.iter(DI + "BPMNPlane")}
    for identity in was | now:
        for old in (*draft.shapes.pop(identity, ()), *draft.edges.pop(identity, ())):
            draft.drop(old)
    for plane in list(other.root.iter(DI + "BPMNPlane")):
        of, diagram = other.ref(plane.get("bpmnElement")), plane.getparent()
        here = known.get(of)
        if here is None and of in now and diagram is not None:
            draft.root.append(diagram)
            continue
        target = home if here is None else here
        for one in [o for o in plane if o.tag in _DRAWN and other.ref(o.get("bpmnElement")) in now]:
            if target is not None:
                target.append(one)
    for of, plane in known.items():
        diagram = plane.getparent()
        if of in was - now and diagram is not None:
            draft.drop(diagram)


def _drawing_ids(draft: Draft, elements: set[str]) -> set[str]:
    return {str(one.get("id")) for e in elements for one in (*draft.shapes.get(e, ()), *draft.edges.get(e, ()))}


def _beside(draft: Draft, scope: str, inside: set[str]) -> set[str]:
    """What is drawn along with a process: its pool, and the messages that begin or end in it."""
    pools = {str(p.get("id")) for p in draft.all("participant") if draft.ref(p.get("processRef")) == scope}
    messages = {str(m.get("id")) for m in draft.all("messageFlow") if {*draft.ends(m)} & (inside | pools)}
    return pools | messages


def _plane(draft: Draft, elements: set[str]) -> Element | None:
    """Where elements are drawn now."""
    drawn = (d for one in sorted(elements) for d in (*draft.shapes.get(one, ()), *draft.edges.get(one, ())))
    first: Element | None = next(draft.root.iter(DI + "BPMNPlane"), None)
    return next((parent for one in drawn if (parent := one.getparent()) is not None), first)


def _swap(old: Element, new: Element) -> None:
    parent, tail = old.getparent(), old.tail
    if parent is not None:
        parent.replace(old, new)
        new.tail = tail


def _take_along(draft: Draft, other: Draft, part: Element) -> None:
    """The messages, signals and the like that only the new part names, which stand beside the processes."""
    said = etree.tostring(part, encoding="unicode")
    first = next((child for child in draft.root if kind(child) in ("process", "collaboration")), None)
    for one in [child for child in other.root if kind(child) and kind(child) not in ("process", "collaboration")]:
        identity = str(one.get("id") or "")
        if identity and identity not in draft.elements and identity in said and first is not None:
            first.addprevious(one)
