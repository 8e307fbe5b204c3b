"""What data a decision reads, as expressions that say what kind of value each name is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from processes.decisions.model import Decision, Input
from processes.expressions import feel
from processes.expressions.feel import FeelError
from processes.expressions.feel.syntax import tree
from processes.expressions.language import expression, feel_in, readable

MOST_CELLS = 60
BY_TYPE = {
    "number": "{} > 0.5", "boolean": "{} = true", "string": '{} + ""', "date": "date({}) != null",
    "time": "time({}) != null", "date and time": "date and time({}) != null",
}  # fmt: skip


def expressions_read(decisions: Mapping[str, Decision], id: str) -> tuple[str, ...]:
    """Expressions that mention what a decision and those it requires read, as the engine evaluates expressions."""
    return tuple(dict.fromkeys(_reads(decisions, id, frozenset())))


def input_fields(decisions: Mapping[str, Decision], id: str) -> dict[str, str]:
    """What a decision and those it requires ask of the data: each field, as `customer.country`, with its type."""
    found: dict[str, str] = {}
    for text, kind in _input_expressions(decisions, id, frozenset()):
        try:
            node = feel.parse(text, _known_names(decisions[id]))
        except FeelError:
            continue
        for path in paths_in(node):
            if not found.get(path):
                found[path] = kind if isinstance(node, tree.Name | tree.Path) else ""
    return found


def paths_in(node: Any, own: frozenset[str] = frozenset()) -> Iterator[str]:
    """The fields that an expression reads, each with the way to it."""
    if isinstance(node, tuple):
        for one in node:
            yield from paths_in(one, own)
    elif isinstance(node, tree.Name | tree.Path):
        names: list[str] = []
        while isinstance(node, tree.Path):
            names.insert(0, node.name)
            node = node.of
        if not isinstance(node, tree.Name):
            yield from paths_in(node, own)
        elif node.name not in own | {"item", "?"}:
            yield ".".join((node.name, *names))
    elif isinstance(node, tree.Filter):
        yield from paths_in(node.of, own)
    elif isinstance(node, tree.Node | tree.Test):
        inner = own | {name for name, _ in node.names} | {"partial"} if isinstance(node, tree.Each) else own
        inner |= {name for name, _ in node.parameters} if isinstance(node, tree.Define) else set()
        yield from paths_in(tuple(getattr(node, name) for name in node.__dataclass_fields__), inner)


def _input_expressions(decisions: Mapping[str, Decision], id: str, seen: frozenset[str]) -> Iterator[tuple[str, str]]:
    decision = decisions.get(id)
    if decision is None or id in seen:
        return
    for required in decision.requires:
        yield from _input_expressions(decisions, required, seen | {id})
    made = _supplied_names(decisions, decision)
    for text, kind in ((decision.formula, ""), *((column.expression, column.type) for column in decision.inputs)):
        if text and not _names(text) & made:
            yield text, kind
    if not decision.formula and not decision.inputs:
        yield from ((name, _kinds(decision).get(name, "")) for name in decision.asks)


def _known_names(decision: Decision) -> frozenset[str]:
    """The names that a decision's expressions may read."""
    return decision.model.known if decision.model is not None else frozenset(decision.names)


def _kinds(decision: Decision) -> dict[str, str]:
    """The simple types of input data by name."""
    data = decision.model.data.values() if decision.model is not None else ()
    return {one.name: one.type.kind for one in data if one.type is not None}


def _names(text: str) -> frozenset[str]:
    try:
        return feel.variables_in(feel.parse(text))
    except FeelError:
        return frozenset()


def _supplied_names(decisions: Mapping[str, Decision], decision: Decision) -> set[str]:
    """The names that the decisions supply which this one requires."""
    made: set[str] = set()
    for required in decision.requires:
        if required in decisions:
            one = decisions[required]
            made |= {one.id, one.name, one.result, *(column.name for column in one.outputs)}
    return made


def _reads(decisions: Mapping[str, Decision], id: str, seen: frozenset[str]) -> Iterator[str]:
    decision = decisions.get(id)
    if decision is None or id in seen:
        return
    for required in decision.requires:
        yield from _reads(decisions, required, seen | {id})
    made = _supplied_names(decisions, decision)
    texts = [_column(decision, n, column) for n, column in enumerate(decision.inputs)]
    if decision.formula:
        texts.append(decision.formula)
    elif not decision.inputs:
        texts += [BY_TYPE.get(_kinds(decision).get(name, ""), "{}").format(name) for name in decision.asks]
    for text in texts:
        found = _as_expression(text)
        if found and not feel.variables_in(feel.parse(feel_in(found) or "")) & made:
            yield found


def _as_expression(text: str) -> str | None:
    try:
        return expression(f"= {text}") if text else None
    except FeelError:
        return None


def _column(decision: Decision, number: int, column: Input) -> str:
    """An expression that reads the column's input and shows by what it is compared with what it is."""
    cells = [rule.inputs[number] for rule in decision.rules[:MOST_CELLS]]
    plain = [cell for cell in dict.fromkeys(cells) if cell not in ("", "-") and "?" not in cell and "not" not in cell]
    asked = f"{column.expression} in ({', '.join(plain)})" if plain else ""
    if asked and readable(_as_expression(asked) or ""):
        return asked
    return BY_TYPE.get(column.type, "{}").format(column.expression)
