"""What data a decision reads, as expressions that say what kind of value each name is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from processes.engine.decisions.values import Decision, Input
from processes.engine.scripts import feel
from processes.engine.scripts.feel import FeelError
from processes.engine.scripts.language import expression, feel_in, readable

MOST_CELLS = 60
BY_TYPE = {"number": "{} > 0.5", "boolean": "{} = true", "string": '{} + ""'}


def reads(decisions: Mapping[str, Decision], id: str) -> tuple[str, ...]:
    """Expressions that mention what a decision and those it requires read, as the engine evaluates expressions."""
    return tuple(dict.fromkeys(_reads(decisions, id, frozenset())))


def fields(decisions: Mapping[str, Decision], id: str) -> tuple[str, ...]:
    """The names of the data that a decision and those it requires read, in the order they are asked."""
    found: dict[str, None] = {}
    for text in reads(decisions, id):
        inner = feel_in(text)
        names = sorted(feel.names_in(feel.parse(inner))) if inner is not None else []
        found |= dict.fromkeys(names)
    decision = decisions[id]
    return tuple(found) or decision.asks


def _reads(decisions: Mapping[str, Decision], id: str, seen: frozenset[str]) -> Iterator[str]:
    decision = decisions.get(id)
    if decision is None or id in seen:
        return
    made: set[str] = set()
    for required in decision.requires:
        yield from _reads(decisions, required, seen | {id})
        if required in decisions:
            one = decisions[required]
            made |= {one.id, one.name, one.result, *(column.name for column in one.outputs)}
    texts = [_column(decision, n, column) for n, column in enumerate(decision.inputs)]
    if decision.formula:
        texts.append(decision.formula)
    for text in texts:
        found = _as_expression(text)
        if found and not feel.names_in(feel.parse(feel_in(found) or "")) & made:
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
