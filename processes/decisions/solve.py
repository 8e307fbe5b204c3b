"""Decide: work a decision out on data, with all that it requires; data walked through, nothing carried out.

DMN 1.5, 10.4: a decision sees its input data, what the decisions it requires gave, and the functions it may call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from processes.decisions import given
from processes.decisions.logic import Box, Model, Service, Table
from processes.decisions.running import Frame, Run
from processes.decisions.tables import Ready
from processes.decisions.values import CannotDecide, Decision, Given
from processes.errors import ScriptRejected
from processes.expressions import feel
from processes.expressions.bounds import counted_here
from processes.expressions.feel import Evaluation, FeelError
from processes.expressions.feel.calendar import Moment
from processes.expressions.feel.tree import Type
from processes.expressions.feel.values import Function, plain

TOO_MUCH = (
    "Expected a decision that can be worked out in few steps, but it takes more. Ask of less data, or in smaller parts."
)


class Solver:
    """Decisions read to the end, each cell once; shared by all that decide with them."""

    def __init__(self, decisions: Mapping[str, Decision]) -> None:
        self.decisions = dict(decisions)
        self._ready: dict[int, tuple[Table, Ready]] = {}
        self._types: dict[int, tuple[Model, dict[str, Type]]] = {}
        self._bodies: dict[str, Box] = {}
        self._own = Model(decisions=self.decisions)

    def decide(self, id: str, data: Mapping[str, Any], now: Moment | None = None, lenient: bool = False) -> Given:
        """What a decision gives on process data; raises CannotDecide, in a sentence, where it gives nothing.

        A value that is not of the decision's type is no answer; `lenient` gives null for it, as DMN does.
        """
        decision = self.decisions.get(id)
        model = decision.model if decision is not None and decision.model is not None else self._own
        with _in_words():
            work = Evaluation(data, self.types_of(model), now)
            made = Run(self, work, lenient).decided(Frame(dict(data)), model, id, 0)
            return _plain(made, work)

    def serve(self, model: Model, service: Service, data: Mapping[str, Any]) -> Any:
        """What a decision service gives on process data, as process data; raises CannotDecide."""
        with _in_words():
            work = Evaluation(data, self.types_of(model))
            run = Run(self, work)
            function = run.service(model, service)
            named = {name: data.get(name) for name, _ in function.parameters}
            typed = {n: given.typed(work, named[n], kind, n) for n, kind in function.parameters}
            return plain(work.invoked(function, (), typed), work.budget)

    def types_of(self, model: Model) -> dict[str, Type]:
        """The types that a model's expressions may name, and those which these are made of."""
        if id(model) not in self._types:
            self._types[id(model)] = (model, _types(model, 0))
        return self._types[id(model)][1]

    def body(self, decision: Decision) -> Box:
        """A decision as a boxed expression."""
        if decision.body is not None:
            return decision.body
        if decision.id not in self._bodies:
            self._bodies[decision.id] = _body(decision)
        return self._bodies[decision.id]

    def table(self, model: Model, table: Table, names: frozenset[str]) -> Ready:
        """A table with its cells read."""
        if id(table) not in self._ready:
            self._ready[id(table)] = (table, Ready(table, names, model.type_names))
        return self._ready[id(table)][1]


@contextmanager
def _in_words() -> Iterator[None]:
    """Work something out, as code of a model, on its time; raises CannotDecide for whatever ends it."""
    try:
        with counted_here():
            yield
    except (feel.TooMuch, RecursionError):
        raise CannotDecide(TOO_MUCH) from None
    except ScriptRejected as error:
        raise CannotDecide(str(error)) from None
    except FeelError as error:
        raise CannotDecide(f"Expected a decision that can be worked out, but {error}.") from None


def _types(model: Model, depth: int) -> dict[str, Type]:
    found = dict(model.types)
    for prefix, other in model.imported.items():
        inner = _types(other, depth + 1) if depth < 5 else {}
        for name, kind in inner.items():
            found.setdefault(name, kind)
            if prefix:
                found[f"{prefix}.{name}"] = kind
    return found


def _plain(made: Given, work: Evaluation) -> Given:
    """What a decision gave as process data."""
    if isinstance(made.value, Function):
        raise CannotDecide("Expected a value, but the decision gives a function. Call it in another decision.")
    rows = tuple({name: plain(one, work.budget) for name, one in row.items()} for row in made.rows)
    before = {
        id: _plain(one, work) if not isinstance(one.value, Function) else Given(None) for id, one in made.before.items()
    }
    asked = tuple(plain(one, work.budget) for one in made.asked)
    return Given(plain(made.value, work.budget), rows, made.hits, asked, before)


def _body(decision: Decision) -> Box:
    """A decision of a file that was read by an earlier version as a box."""
    if decision.formula:
        return Box("literal", decision.formula)
    table = Table(decision.name, decision.policy, decision.inputs, decision.outputs, decision.rules)
    return Box("table", table=table)
