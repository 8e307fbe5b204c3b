"""What is not understood in the boxed expressions of a DMN file, said with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from processes.decisions.dmn import item_types
from processes.decisions.dmn.xml import Element
from processes.decisions.model import POLICIES, Table
from processes.expressions import feel
from processes.expressions.feel import FeelError
from processes.expressions.feel.syntax.tree import Type
from processes.messages import _

Where = str | Callable[[], str]
AGGREGATIONS = {"SUM": "C+", "MIN": "C<", "MAX": "C>", "COUNT": "C#"}
MOST_RULES = 2_000
MOST_CELLS = 10_000


@dataclass
class Reading:
    """What is known while a file is read, what in the element at hand is not understood, and the cells so far."""

    root: Element
    names: frozenset[str]
    types: frozenset[str]
    result: str = ""
    faults: list[str] = field(default_factory=list)
    cells: int = 0

    def type(self, said: str | None) -> Type | None:
        """The type that a `typeRef` names."""
        return item_types.type_of_ref(said, self.types)

    def check(self, written: str, where: Where) -> str:
        """An expression that is to be understood."""
        try:
            if written and written != "-":
                feel.parse(written, self.names, self.types)
        except FeelError as error:
            self.faults.append(with_place(where, error.words))
        return written


def check_table(reading: Reading, made: Table) -> None:
    """Note what speaks against a table: what it holds must be FEEL that is understood, and not too much."""
    faults = reading.faults
    if made.policy not in POLICIES:
        faults.append(_("its hit policy is “{policy}”", policy=made.policy))
    elif len(made.rules) > MOST_RULES or reading.cells > MOST_CELLS:
        words = _("there are more than {rules} rules or {cells} cells in its file", rules=MOST_RULES, cells=MOST_CELLS)
        faults.append(words)
    elif not made.outputs:
        faults.append(_("it has no output"))
    elif made.policy in AGGREGATIONS.values() and len(made.outputs) != 1:
        faults.append(_("it adds up several outputs at once"))
    elif not faults:
        _check_cells(reading, made)


def _check_cells(reading: Reading, made: Table) -> None:
    for number, rule in enumerate(made.rules, 1):
        if len(rule.inputs) != len(made.inputs) or len(rule.outputs) != len(made.outputs):
            reading.faults.append(
                _("rule {rule} has another number of cells than the table has columns", rule=str(number))
            )
            return
        for n, cell in enumerate(rule.inputs, 1):
            _check_tests(reading, cell, partial(_in_rule, number, n))
        for n, cell in enumerate(rule.outputs, 1):
            reading.check(cell, partial(_out_of_rule, number, n))
    for n, asked in enumerate(made.inputs, 1):
        reading.check(asked.expression, partial(_input_at, n))
        _check_tests(reading, asked.allowed, partial(_values_of, n))
    for n, given in enumerate(made.outputs, 1):
        reading.check(given.default, partial(_default_of, n))
        if made.policy in "PO":
            for one in given.order:
                reading.check(one, partial(_order_of, n))


def _check_tests(reading: Reading, cell: str, where: Where) -> None:
    try:
        feel.parse_tests(cell, reading.names, reading.types)
    except FeelError as error:
        reading.faults.append(with_place(where, error.words))


def _in_rule(rule: int, number: int) -> str:
    return _("rule {rule}, input {number},", rule=str(rule), number=str(number))


def _out_of_rule(rule: int, number: int) -> str:
    return _("rule {rule}, output {number},", rule=str(rule), number=str(number))


def _input_at(number: int) -> str:
    return _("input {number},", number=str(number))


def _values_of(number: int) -> str:
    return _("the values of input {number},", number=str(number))


def _default_of(number: int) -> str:
    return _("the default of output {number},", number=str(number))


def _order_of(number: int) -> str:
    return _("the values of output {number},", number=str(number))


def with_place(where: Where, fault: str) -> str:
    """Say where something is amiss; made only where it is, as a table has thousands of cells."""
    said = where() if callable(where) else where
    return _("in {where} {fault}", where=said, fault=fault) if said else fault
