"""The parts of a FEEL expression (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Type:
    """A type: simple by its kind; `of` items, `fields` or `parameters`; `named` ones are looked up by their name.

    `allowed` is what a value must pass beside being of the kind.
    """

    kind: str
    name: str = ""
    of: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()
    parameters: tuple[Type, ...] | None = None
    allowed: Tests | None = None


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, truth, null, or a date or duration in quotes."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """`of.name`: a field of a value, or of each value of a list."""

    of: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """`of[by]`: the item at a place, counted from 1, or those items for which a condition holds."""

    of: Node
    by: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A built-in function on values, by place or by parameter name."""

    name: str
    args: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Invoke:
    """A function that is worked out first, on values."""

    callee: Node
    args: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Define:
    """`function(a: number, b) body`: a function with its parameters and their types."""

    parameters: tuple[tuple[str, Type | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Operation:
    """Two values and a sign between them."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative:
    """`-value`."""

    value: Node


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    """`value in tests`."""

    value: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class If:
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Each:
    """`for`, `some` or `every`: a body for each combination of items."""

    kind: str
    names: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A context: names and their values."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """`[low..high]`, an end left out or taken in; `steps` for what a loop walks through, downwards as well."""

    low: Node
    high: Node
    low_in: bool = True
    high_in: bool = True
    steps: bool = False


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`value instance of type`."""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class Test:
    """One unary test: a sign and a value to compare with; an empty sign compares as the value says."""

    sign: str
    value: Node
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Tests:
    """What a cell of a table asks: one of these tests holds, or with `negated` none; without tests anything will do."""

    tests: tuple[Test, ...] = field(default=())
    negated: bool = False
    anything: bool = False


Node: TypeAlias = (
    Literal | Name | Path | Filter | Call | Invoke | Define | Operation | Negative | Between | In | If | Each | Items
    | Entries | Interval | InstanceOf | Tests
)  # fmt: skip


def parts(node: Any) -> list[tuple[int, Any]]:
    """All parts of a tree, each with its depth."""
    found, todo = [], [(1, node)]
    while todo:
        deep, one = todo.pop()
        if isinstance(one, tuple):
            todo.extend((deep, each) for each in one)
        elif isinstance(one, Node | Test):
            found.append((deep, one))
            todo.extend((deep + 1, getattr(one, name)) for name in one.__dataclass_fields__)
    return found


def depth(node: Any) -> int:
    """How deep a tree is."""
    return max(deep for deep, _ in parts(node))


def asks_time(node: Any) -> bool:
    """Whether an expression asks what time it is."""
    return any(isinstance(one, Call) and one.name in ("now", "today") for _, one in parts(node))
