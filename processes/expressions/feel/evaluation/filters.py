"""`list[…]`: the item at a place, or those items for which a condition holds (DMN 1.5, 10.3.2.5, table 51)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from processes.expressions.feel.evaluation.interface import Evaluating
from processes.expressions.feel.operators.compare import COMPARED
from processes.expressions.feel.syntax import tree
from processes.expressions.feel.values import value

TRUTHS = (tree.Between, tree.In, tree.InstanceOf)


def filtered(work: Evaluating, node: tree.Filter) -> Any:
    """What a filter leaves of a list; a value that is no list is a list of itself."""
    of = work.value(node.of)
    if of is None:
        return None
    if isinstance(of, Mapping) and isinstance(node.by, tree.Literal) and isinstance(node.by.value, str):
        return value(of.get(node.by.value))
    items = of if isinstance(of, list) else [of]
    if not _is_question(node.by) and not _reads_item(node.by, items):
        place = work.value(node.by)
        if isinstance(place, Decimal):
            return _at(items, place)
    work.budget.spend(len(items))
    return [value(item) for item in items if work.value_on(as_scope(item), node.by) is True]


def as_scope(item: Any) -> Mapping[str, Any]:
    """The names that a condition on an item knows: `item`, and the item's own."""
    return {"item": item, **item} if isinstance(item, Mapping) else {"item": item}


def _at(items: list[Any], place: Decimal) -> Any:
    at = int(place)
    if at != place or not at or abs(at) > len(items):
        return None
    return value(items[at - 1 if at > 0 else len(items) + at])


def _is_question(node: tree.Node) -> bool:
    if isinstance(node, tree.Operation):
        return node.sign in (*COMPARED, "and", "or")
    if isinstance(node, tree.Each):
        return node.kind != "for"
    return isinstance(node, TRUTHS)


def _reads_item(node: tree.Node, items: list[Any]) -> bool:
    """Whether what stands in the brackets is named after a field of the items, or the item itself."""
    while isinstance(node, tree.Path):
        node = node.of
    if not isinstance(node, tree.Name) or not items:
        return False
    return node.name == "item" or (isinstance(items[0], Mapping) and node.name in items[0])
