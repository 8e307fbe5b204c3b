"""A DMN model as values: tables, boxed expressions, decisions, knowledge, services, data, types (DMN 1.5, 6 to 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from processes.expressions.feel.syntax.tree import Type
from processes.messages import _

POLICIES: dict[str, str] = {
    "U": _("exactly one rule may hold"),
    "A": _("several rules may hold if they say the same"),
    "P": _("of the rules that hold, the one with the most important output counts"),
    "F": _("the first rule that holds counts"),
    "R": _("all rules that hold count, in the order of the table"),
    "O": _("all rules that hold count, in the order of their outputs"),
    "C": _("all rules that hold count"),
    "C+": _("the outputs of all rules that hold are added up"),
    "C<": _("the smallest output of the rules that hold counts"),
    "C>": _("the largest output of the rules that hold counts"),
    "C#": _("the number of rules that hold counts"),
}
SINGLE = frozenset("UAPF")
EMPTY = _("it is empty and no table or expression")


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
class Table:
    """A decision table (DMN 1.5, 8): its hit policy, its columns and its rules."""

    name: str
    policy: str = "U"
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A boxed expression (DMN 1.5, 10.2.1): its kind, the boxes in it with their names, its text or table, its type."""

    kind: str
    text: str = ""
    boxes: tuple[Box, ...] = ()
    names: tuple[str, ...] = ()
    types: tuple[Type | None, ...] = ()
    type: Type | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What an element requires: of which kind, in which model, by its id."""

    kind: str
    namespace: str
    id: str


@dataclass(frozen=True, slots=True)
class Data:
    """Input data."""

    id: str
    name: str
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function that decisions call."""

    id: str
    name: str
    body: Box
    links: tuple[Link, ...] = ()
    type: Type | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: decisions called as a function, with input data and other decisions as its parameters."""

    id: str
    name: str
    outputs: tuple[Link, ...] = ()
    inputs: tuple[Link, ...] = ()
    type: Type | None = None


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


@dataclass(slots=True, eq=False)
class Model:
    """All that a DMN file defines, and the models that it imports by the name it gives them (DMN 1.5, 6.3.3)."""

    namespace: str = ""
    data: dict[str, Data] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    knowledge: dict[str, Knowledge] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    imports: dict[str, str] = field(default_factory=dict)
    imported: dict[str, Model] = field(default_factory=dict)

    known: frozenset[str] = frozenset()
    type_names: frozenset[str] = frozenset()

    def link(self, others: Mapping[str, Model]) -> None:
        """Know the models that this one imports, and so all names that its expressions may read."""
        for prefix, space in self.imports.items():
            if space in others and others[space] is not self:
                self.imported[prefix] = others[space]
        self.known = _names(self, 0)
        own = set(self.types)
        for prefix, other in self.imported.items():
            own |= {f"{prefix}.{name}" if prefix else name for name in other.types}
        self.type_names = frozenset(own)

    def at(self, namespace: str) -> Model | None:
        """Give this model or the one imported by its namespace."""
        if namespace in ("", self.namespace):
            return self
        return next((one for one in self.imported.values() if one.namespace == namespace), None)

    def prefix(self, namespace: str) -> str:
        """The name by which this model knows another."""
        return next((name for name, one in self.imported.items() if one.namespace == namespace), "")


def _names(model: Model, depth: int) -> frozenset[str]:
    found = set(model.names)
    for prefix, space in model.imports.items():
        found |= {prefix} if space else set()
    for other in model.imported.values():
        found |= _names(other, depth + 1) if depth < 5 else set()
    return frozenset(found)
