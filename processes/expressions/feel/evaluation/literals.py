"""What an expression writes itself, and what a text of process data may mean instead."""

from __future__ import annotations

from typing import Any

from processes.expressions.feel.syntax import tree
from processes.expressions.feel.temporal import lexical

ENDS = ("date", "time", "date and time", "duration")


def is_text(node: tree.Node) -> bool:
    """Whether an expression writes a text itself, which is never meant as a date."""
    return isinstance(node, tree.Literal) and isinstance(node.value, str)


def as_temporal(node: tree.Node, found: Any) -> Any:
    """The date, time or duration that a text of process data says; what the expression writes stays a text."""
    said = lexical.temporal(found) if isinstance(found, str) and not is_text(node) else None
    return found if said is None else said


def is_end(node: tree.Node) -> bool:
    """Whether an expression is a value or date that stands there, as the end of a range that a text says must be."""
    if isinstance(node, tree.Call):
        return node.name in ENDS and len(node.args) == 1 and isinstance(node.args[0], tree.Literal)
    if isinstance(node, tree.Negative):
        return is_end(node.value)
    return isinstance(node, tree.Literal) and node.value is not None
