"""How often a step is done, as BPMN says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from processes.change.contract import node_of
from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.tags import own_text
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import called
from processes.expressions.language import expression_fault
from processes.messages import _
from processes.model import Model
from processes.model.elements import S
from processes.model.graph import ACTIVITIES

if TYPE_CHECKING:
    from processes.change.kinds.repeat import Repeat

CODES = {
    **structural("NOT_AN_ACTIVITY"),
    "HOW_OFTEN": "it is not said how often, or said twice",
    "NO_EXPRESSION": "the list cannot be worked out",
}
MARKERS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_BEHIND = frozenset({"ioSpecification", "property", "dataInputAssociation", "dataOutputAssociation", "resourceRole",
                     "performer", "humanPerformer", "potentialOwner"})  # fmt: skip
ITEM = "item"


def repeat(draft: Draft, wanted: Repeat) -> None:
    """Write how often a step is done; raises `CannotChange`."""
    keep = Choice("keep", wanted.about.keep)
    node = node_of(draft, wanted.step)
    if kind(node) not in ACTIVITIES:
        words = _("{step} is an event or a gateway. Choose steps where work is done.", step=called(node))
        raise CannotChange("NOT_AN_ACTIVITY", words, wanted.step, (keep,))
    if (bool(wanted.count) + bool(wanted.collection) + wanted.once) != 1:
        words = _("Expected one of 'count', 'collection' and 'once', but got none or several. Send one of them.")
        raise CannotChange("HOW_OFTEN", words, wanted.step, (keep,))
    if wanted.collection and (why := expression_fault(wanted.collection)):
        words = _("The list cannot be worked out: {why}.", why=why)
        raise CannotChange("NO_EXPRESSION", words, wanted.step, (keep,))
    for marker in [child for child in node if kind(child) in MARKERS]:
        draft.drop(marker)
    if wanted.once:
        return
    marker = etree.Element(BPMN + MARKERS[0], isSequential="false" if wanted.parallel else "true")
    if wanted.count:
        etree.SubElement(marker, BPMN + "loopCardinality").text = str(wanted.count)
    else:
        marker.set(S + "collection", wanted.collection)
        marker.set(S + "elementVariable", ITEM)
    _place(node, marker)


def _place(node: Element, marker: Element) -> None:
    """Put the marker where the schema has it: behind all that comes before the steps of a sub-process."""
    last = None
    for child in node:
        if kind(child) in _FIRST or kind(child) in _BEHIND:
            last = child
    if last is None:
        marker.tail = node.text if len(node) else None
        node.insert(0, marker)
    else:
        marker.tail, last.tail = last.tail, last.tail
        last.addnext(marker)


_FIRST = frozenset(
    {"documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef", "incoming", "outgoing"}
)


def off(model: Model, step: str) -> tuple[int, str, bool, bool] | None:
    """How often a step is done as an operation says it: count, collection, parallel, once; None where none can."""
    node = next((e for e in model.root.iter() if isinstance(e.tag, str) and e.get("id") == step), None)
    if node is None:
        return None
    marker = next((child for child in node if kind(child) in MARKERS), None)
    if marker is None:
        return (0, "", False, True)
    parallel = marker.get("isSequential") != "true"
    count = next((own_text(child) for child in marker if kind(child) == "loopCardinality"), "")
    if count.isdigit() and len(marker) == 1 and int(count) > 0:
        return (int(count), "", parallel, False)
    collection = marker.get(S + "collection", "")
    return (0, collection, parallel, False) if collection and not len(marker) else None
