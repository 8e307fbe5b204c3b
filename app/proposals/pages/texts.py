"""What operations say that no sentence can hold: instructions and other long texts, to be read in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.kernel.i18n import placed
from processes.called import quoted
from processes.change import KINDS, operation_from


def long_texts(operations: Sequence[Mapping[str, Any]], steps: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the long texts of stored operations, each with what it is; `steps` are the names of steps."""
    for operation in (operation_from(one) for one in operations if one["kind"] in KINDS):
        name = quoted(next((steps[one] for one in operation.anchors if one in steps), ""))
        yield from ((placed(shown, step=name), text) for shown, text in operation.long_texts)
