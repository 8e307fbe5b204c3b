"""Leading a change back: by the inverses of its operations, else by drawing what was there before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from lxml import etree

from processes.change.apply import apply
from processes.change.contract import Operation
from processes.change.diff import diff
from processes.change.diff.graph.match import match
from processes.change.draft.tags import BPMN, FLOW_SCOPES
from processes.change.kinds import Remodel, operation_from
from processes.change.refusal import CannotChange
from processes.model import Model, parse, write
from processes.model.graph import GATEWAYS


def undo(model: Model, operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The operations that lead back from what these make of a model; () where none can be written down.

    Where a kind cannot be turned round, not all of it, or not after the others, the whole process is redrawn as it was.
    """
    changed = apply(model, operations).model
    back = _back(model, operations)
    if changed is not None and back and _leads_to(model, apply(changed, back).model):
        return back
    whole = Remodel.read({"kind": Remodel.kind, "bpmn": model.xml.decode(errors="replace")})
    return whole.if_readable() or ()


def _leads_to(model: Model, made: Model | None) -> bool:
    """Whether nothing differs but the room in the drawing, and the ids of gateways and ways that came back."""
    if made is None:
        return False
    found = diff(model, made).changes
    if any(change.kind != "layout" for change in found) and (names := _other_names(model, made)):
        found = diff(model, _told_alike(model, made, names)).changes
    return all(change.kind == "layout" for change in found)


def _other_names(model: Model, made: Model) -> dict[str, str]:
    """By the ids of gateways and ways in what was made those that they have in the model, where it is plain which."""
    nodes = match(model.graph, made.graph).nodes
    names = {new: old for old, new in nodes.items() if new != old and made.graph.nodes[new].type in GATEWAYS}
    there = Counter((flow.source, flow.target) for flow in model.graph.flows.values())
    known = {(flow.source, flow.target): flow.id for flow in model.graph.flows.values()}
    for flow in made.graph.flows.values():
        ends = names.get(flow.source, flow.source), names.get(flow.target, flow.target)
        if there[ends] == 1 and known[ends] != flow.id:
            names[flow.id] = known[ends]
    return names


def _told_alike(model: Model, made: Model, names: Mapping[str, str]) -> Model:
    """What was made with these names, and what stands in its processes in the order in which it stood."""
    root = made.copy_root()
    places = {str(element.get("id")): place for place, element in enumerate(model.root.iter(etree.Element))}
    for element in root.iter(etree.Element):
        for attribute, value in element.attrib.items():
            if str(value) in names and str(attribute) != "name":
                element.set(attribute, names[str(value)])
        text = (element.text or "").strip()
        if text in names and not len(element):
            element.text = names[text]
    for holder in root.iter(*(BPMN + tag for tag in FLOW_SCOPES)):
        inside = [child for child in holder if child.get("id") in places]
        if len(inside) == len(holder):
            holder[:] = sorted(inside, key=lambda child: places[str(child.get("id"))])
    return parse(write(root))


def _inverse(operation: Operation, model: Model) -> tuple[Operation, ...] | None:
    found = operation.inverse(model)
    written = operation.inverse_written(model) if found is None else None
    try:
        return tuple(map(operation_from, written)) if written is not None else found
    except CannotChange:
        return None


def _back(model: Model, operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The inverses in turned order, each worked out on the version that its operation was made on."""
    back: list[Operation] = []
    for number, operation in enumerate(operations):
        found = _inverse(operation, model)
        last = number == len(operations) - 1
        after = model if last else apply(model, [operation]).model
        if found is None or after is None:
            return ()
        back[:0] = found
        model = after
    return tuple(back)
