"""Operations in one line, for titles and lists."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.names import listed, name_of, quoted
from processes.change.operations import Eliminate, Operation, Retitle
from processes.model import Model


def in_words(base: Model, operations: Sequence[Operation]) -> str:
    """What operations ask for, in one line: eliminate “Print form” and call “Sign” “Approve”."""
    return listed(_one(base, operation) for operation in operations)


def _one(base: Model, operation: Operation) -> str:
    name = name_of(base.graph, operation.step)
    if isinstance(operation, Eliminate):
        return f"eliminate {name}" + (" with all that hangs on it" if operation.cascade else "")
    if isinstance(operation, Retitle):
        return f"call {name} {quoted(operation.title)}"
    return f"change the work instruction of {name}"
