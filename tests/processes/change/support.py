"""Short ways to change a sketch and to look at what came of it."""

from __future__ import annotations

from lxml import etree

from processes.change import Changed, Eliminate, Operation, apply
from processes.change.references import dangling, moved_elements, places
from processes.model import Model, parse
from tests.processes.models import Sketch

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def read(sketch: Sketch | bytes) -> Model:
    """The model of a sketch."""
    return parse(sketch if isinstance(sketch, bytes) else sketch.xml())


def change(sketch: Sketch | bytes, *operations: Operation) -> Changed:
    """Apply operations to a sketch."""
    return apply(read(sketch), operations)


def done(sketch: Sketch | bytes, *operations: Operation) -> Model:
    """Apply operations that must be accepted, and check what holds for every accepted change."""
    before = read(sketch)
    changed = apply(before, operations)
    assert changed.ok, changed.refusals
    assert changed.model is not None
    assert not dangling(changed.model.root) - dangling(before.root)
    assert not moved_elements(places(before.root), places(changed.model.root))
    for operation in operations:
        if isinstance(operation, Eliminate):
            assert not {*operation.anchors} & mentioned(changed.model.xml)
    return changed.model


def refused(sketch: Sketch | bytes, step: str, *also: str, cascade: bool = False) -> str:
    """The code with which eliminating a step is refused, '' if it is not."""
    changed = change(sketch, *(Eliminate(s, cascade) for s in (step, *also)))
    assert changed.ok is not bool(changed.refusals)
    for refusal in changed.refusals:
        assert len(refusal.words.split()) > 4
    return changed.refusals[0].code if changed.refusals else ""


def mentioned(xml: bytes) -> set[str]:
    """Every id, reference and text of a file."""
    found: set[str] = set()
    for element in etree.fromstring(xml).iter(etree.Element):
        found |= {str(v) for k, v in element.attrib.items() if k != "name"}
        found.add((element.text or "").strip())
    return found


def ends(model: Model) -> set[tuple[str, str]]:
    """Which nodes are connected."""
    return {(f.source, f.target) for f in model.graph.flows.values()}
