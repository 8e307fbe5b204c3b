"""Leading a change back: by the inverses of its operations, else by drawing what was there before."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.apply import apply
from processes.change.contract import Operation
from processes.change.diff import diff
from processes.change.kinds import Remodel, operation_from
from processes.change.refusal import CannotChange
from processes.model import Model


def undo(model: Model, operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The operations that lead back from what these make of a model; () where none can be written down.

    Where a kind cannot be turned round, not all of it, or not after the others, the whole process is redrawn as it was:
    so is what takes steps, gateways or ways out, for no operation gives these back under the ids that they had.
    """
    changed = apply(model, operations).model
    back = _back(model, operations)
    if changed is not None and back and _leads_to(model, apply(changed, back).model):
        return back
    whole = Remodel.read({"kind": Remodel.kind, "bpmn": model.xml.decode(errors="replace")})
    return whole.if_readable() or ()


def _leads_to(model: Model, made: Model | None) -> bool:
    """Whether nothing differs any more but the room in the drawing."""
    return made is not None and all(change.kind == "layout" for change in diff(model, made).changes)


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
