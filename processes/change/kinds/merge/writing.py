"""Letting one step say and ask what two did."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.nodes import lane_of
from processes.change.draft.tags import full_text
from processes.change.kinds.eliminate.refusals import CODES as OF_ELIMINATING
from processes.change.kinds.eliminate.removal import eliminate
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import called, nothing_attached, only_work, path_of, without_conditions
from processes.messages import _

CODES = {
    **OF_ELIMINATING,
    **structural("NOT_A_SEQUENCE", "NOT_A_TASK"),
    "NOT_THE_SAME_LANE": "the two steps are done by different lanes",
    "BOTH_HAVE_FORMS": "both steps have settings of their own, such as a form",
}


def merge(draft: Draft, steps: Sequence[str], title: str, keep: Choice) -> None:
    """Make one step of two; raises `CannotChange`."""
    path = path_of(draft, steps, keep)
    only_work(path.steps, keep)
    without_conditions(draft, path.between, keep)
    first, second = path.steps
    nothing_attached(draft, (second,), keep)
    for step in path.steps:
        if not kind(step).lower().endswith("task"):
            words = _("{step} holds other steps, or is no step at all. Choose a single step.", step=called(step))
            raise CannotChange("NOT_A_TASK", words, str(step.get("id")), (keep,))
    if lane_of(draft, first) is not lane_of(draft, second):
        words = _("{first} and {second} are done by different people. Give both to the same first.",
                  first=called(first), second=called(second))  # fmt: skip
        raise CannotChange("NOT_THE_SAME_LANE", words, steps[0], (keep,))
    _join_settings(first, second, keep)
    names = [name for step in path.steps if (name := " ".join((step.get("name") or "").split()))]
    first.set("name", title or " + ".join(names))
    _join_instructions(first, second)
    eliminate(draft, steps[1], also=frozenset(steps))


def _join_settings(first: Element, second: Element, keep: Choice) -> None:
    """Take over what the second step has besides what BPMN says; refuse where both have some."""
    own, other = first.find(BPMN + "extensionElements"), second.find(BPMN + "extensionElements")
    attributes = {str(name): str(value) for name, value in second.attrib.items() if str(name).startswith("{")}
    clash = [name for name, value in attributes.items() if first.get(name) not in (None, value)]
    if clash or (own is not None and other is not None and len(own) and len(other)):
        words = _(
            "{first} and {second} both have settings of their own, such as a form. Join these in the model first.",
            first=called(first), second=called(second),
        )  # fmt: skip
        raise CannotChange("BOTH_HAVE_FORMS", words, str(first.get("id")), (keep,))
    for name, value in attributes.items():
        first.set(name, value)
    if other is not None and len(other):
        if own is not None:
            first.remove(own)
        place = len(first.findall(BPMN + "documentation"))
        first.insert(place, other)


def _join_instructions(first: Element, second: Element) -> None:
    own, other = first.find(BPMN + "documentation"), second.find(BPMN + "documentation")
    if other is None or not full_text(other):
        return
    text = "".join(str(part) for part in other.itertext()).strip()
    if own is None:
        own = etree.Element(BPMN + "documentation")
        own.tail = first.text if len(first) else None
        first.insert(0, own)
        own.text = text
        return
    said = "".join(str(part) for part in own.itertext()).strip()
    for inner in list(own):
        own.remove(inner)
    own.text = f"{said}\n\n{text}" if said else text
