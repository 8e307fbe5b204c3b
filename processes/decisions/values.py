"""Decisions as values: tables, their columns and rules, and what a decision gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from processes.decisions.logic import Box, Link, Model
    from processes.expressions.feel.tree import Type

POLICIES = {
    "U": "exactly one rule may hold",
    "A": "several rules may hold if they say the same",
    "P": "of the rules that hold, the one with the most important output counts",
    "F": "the first rule that holds counts",
    "R": "all rules that hold count, in the order of the table",
    "O": "all rules that hold count, in the order of their outputs",
    "C": "all rules that hold count",
    "C+": "the outputs of all rules that hold are added up",
    "C<": "the smallest output of the rules that hold counts",
    "C>": "the largest output of the rules that hold counts",
    "C#": "the number of rules that hold counts",
}
SINGLE = frozenset("UAPF")
EMPTY = "it is empty and no table or expression"


@dataclass(frozen=True, slots=True)
class Input:
    """A column that asks: an expression on the data, its type and which values it may have."""

    label: str
    expression: str
    type: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A column that answers; `order` are its values from the most to the least important."""

    name: str
    label: str = ""
    type: str = ""
    default: str = ""
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: what each input must be, what each output then is."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: a table, an expression in `formula`, or another boxed expression in `body`.

    `fault` says, as a part of a sentence, why it cannot run; `model` is what it stands in, with all that it may call.
    """

    id: str
    name: str
    policy: str = "U"
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    rules: tuple[Rule, ...] = ()
    formula: str = ""
    variable: str = ""
    requires: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    fault: str = ""
    type: Type | None = None
    body: Box | None = None
    links: tuple[Link, ...] = ()
    model: Model | None = field(default=None, compare=False, repr=False)

    @property
    def result(self) -> str:
        """The name by which other decisions read the result."""
        return self.variable or self.name


@dataclass(frozen=True, slots=True)
class Given:
    """What a decision gave: its value, one row of outputs for each rule that counts, and the rules that held."""

    value: Any
    rows: tuple[dict[str, Any], ...] = ()
    hits: tuple[int, ...] = ()
    asked: tuple[Any, ...] = ()
    before: dict[str, Given] = field(default_factory=dict)


class CannotDecide(Exception):
    """A decision has no answer; the words are a sentence."""
