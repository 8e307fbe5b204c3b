"""FEEL's built-in functions on values (DMN 1.5, 10.3.4): total and bounded; a wrong argument gives null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.expressions.feel.functions import contexts, lists, numbers, ranges, temporals, texts
from processes.expressions.feel.functions.signature import Unfit

__all__ = ["BUILT_IN", "call"]

BUILT_IN = {
    **texts.FUNCTIONS,
    **numbers.FUNCTIONS,
    **lists.FUNCTIONS,
    **temporals.FUNCTIONS,
    **contexts.FUNCTIONS,
    **ranges.FUNCTIONS,
}


def call(work: Any, name: str, args: tuple[Any, ...], named: Mapping[str, Any] | None = None) -> Any:
    """What a built-in function gives in an evaluation; null for arguments it does not take."""
    for overload in BUILT_IN[name]:
        try:
            bound = overload.bound(args, named, work.budget)
        except Unfit:
            continue
        try:
            return overload.work(work, *bound)
        except (ArithmeticError, ValueError):
            return None
    return None
