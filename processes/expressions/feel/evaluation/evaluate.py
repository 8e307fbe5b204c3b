"""Work a FEEL tree out on data: plain values in, a plain value out, so many steps and no more.

What is not there is null, and null spreads (DMN 1.5, 10.3.2): an unknown name, a field of null, a comparison of
different kinds. `TooMuch` ends what costs more than one expression may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from processes.expressions.feel import functions, values
from processes.expressions.feel.budget import MOST_ITEMS, Budget, TooMuch
from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.evaluation import loops, types
from processes.expressions.feel.evaluation.filters import filtered
from processes.expressions.feel.evaluation.literals import as_temporal, is_end, is_text
from processes.expressions.feel.evaluation.unary import holds, passes
from processes.expressions.feel.operators import arithmetic, compare
from processes.expressions.feel.syntax import tree
from processes.expressions.feel.syntax.parser import parse
from processes.expressions.feel.temporal.calendar import Moment
from processes.expressions.feel.values import Function, Range
from processes.messages import _

DEEPEST_CALLS = 60


class Evaluation:
    """Works out expressions on one set of data, within one budget."""

    def __init__(
        self, data: Mapping[str, Any], types: Mapping[str, tree.Type] | None = None, now: Moment | None = None
    ) -> None:
        self._scopes: list[Mapping[str, Any]] = [data]
        self._calls = 0
        self.budget = Budget()
        self.types: Mapping[str, tree.Type] = types or {}
        self.now = now

    def value(self, node: tree.Node) -> Any:
        """The value of a tree."""
        self.budget.spend()
        found = self._ways[type(node)](self, node)
        if isinstance(found, list) and len(found) > MOST_ITEMS:
            raise TooMuch
        return found

    def result(self, node: tree.Node) -> Any:
        """The value of a tree as process data holds it."""
        try:
            return values.plain(self.value(node), self.budget)
        except RecursionError:
            raise TooMuch from None

    def value_on(self, facts: Mapping[str, Any], node: tree.Node) -> Any:
        """The value of a tree with these names known beside those around."""
        self._scopes.append(facts)
        try:
            return self.value(node)
        finally:
            self._scopes.pop()

    @property
    def scopes(self) -> list[Mapping[str, Any]]:
        """The names that are known here, the nearest last."""
        return list(self._scopes)

    def within(self, scopes: list[Mapping[str, Any]], work: Callable[[], Any]) -> Any:
        """What is worked out with these names known and no others."""
        kept, self._scopes = self._scopes, scopes
        try:
            return work()
        finally:
            self._scopes = kept

    def beside(self, facts: Mapping[str, Any], work: Callable[[], Any]) -> Any:
        """What is worked out with these names known beside those around."""
        return self.within([*self._scopes, facts], work)

    def holds_on(self, facts: Mapping[str, Any], tests: tree.Tests, asked: Any) -> bool:
        """Whether a value passes unary tests that may read these facts."""
        self._scopes.append(facts)
        try:
            return self.holds(tests, asked)
        finally:
            self._scopes.pop()

    def holds(self, tests: tree.Tests, asked: Any) -> bool:
        """Whether a value passes unary tests."""
        return holds(self, tests, asked)

    def alike(self, left: Any, right: Any) -> bool:
        """Whether two values are equal, a text that says a date being that date."""
        self.budget.spend()
        return compare.same(left, right, self.budget, True) is True

    def invoke(self, function: Any, args: tuple[Any, ...], named: Mapping[str, Any] | None = None) -> Any:
        """What a function gives; null for what is none, or for arguments that it does not take."""
        if not isinstance(function, Function):
            return None
        if function.name in functions.BUILT_IN:
            return functions.call(self, function.name, args, named)
        if named is not None:
            if named.keys() != {name for name, _ in function.parameters}:
                return None
            args = tuple(named[name] for name, _ in function.parameters)
        if len(args) != len(function.parameters):
            return None
        bound: dict[str, Any] = {}
        for (name, kind), arg in zip(function.parameters, args, strict=True):
            bound[name], fits = types.converted(arg, kind, self)
            if not fits:
                return None
        self._calls += 1
        if self._calls > DEEPEST_CALLS:
            raise TooMuch
        try:
            return types.coerced(function.work(self, bound), function.result, self)
        finally:
            self._calls -= 1

    def range_of(self, text: str) -> Range | None:
        """The range that a text says: its ends are values or dates that stand there, in order."""
        try:
            node = parse(text.strip())
        except FeelError:
            return None
        if not isinstance(node, tree.Interval) or not (is_end(node.low) and is_end(node.high)):
            return None
        found = self._interval(node)
        order = compare.compared(found.low, found.high)
        return found if order is not None and order <= 0 else None

    def _name(self, node: tree.Name) -> Any:
        for scope in reversed(self._scopes):
            if node.name in scope:
                return values.value(scope[node.name])
        return None

    def _path(self, node: tree.Path) -> Any:
        of = self.value(node.of)
        if isinstance(of, list):
            self.budget.spend(len(of))
            return [arithmetic.field(item, node.name) for item in of]
        return arithmetic.field(of, node.name)

    def _argument(self, node: tree.Node) -> Any:
        found = self.value(node)
        return self.built_in(node.name) if found is None and isinstance(node, tree.Name) else found

    def built_in(self, name: str) -> Function | None:
        """A built-in function as a value; None where there is none of this name."""
        return Function((), None, None, name) if name in functions.BUILT_IN else None

    def _call(self, node: tree.Call) -> Any:
        own = self._function_named(node.name)
        args = tuple([self._argument(arg) for arg in node.args])
        named = {name: self._argument(arg) for name, arg in node.named} if node.named else None
        if own is None and node.name not in functions.BUILT_IN and not any(node.name in one for one in self._scopes):
            raise FeelError(_("the function “{name}” is not known there", name=node.name))
        if own is not None or node.name not in functions.BUILT_IN:
            return self.invoke(own, args, named)
        found = functions.call(self, node.name, args, named)
        if found is None and any(isinstance(arg, str) for arg in args):
            said = tuple([as_temporal(arg, one) for arg, one in zip(node.args, args, strict=True)])
            found = functions.call(self, node.name, said, named) if said != args else None
        return found

    def _function_named(self, name: str) -> Function | None:
        for scope in reversed(self._scopes):
            found = scope.get(name)
            if isinstance(found, Function):
                return found
        return None

    def _invoke(self, node: tree.Invoke) -> Any:
        function = self.value(node.callee)
        args = tuple([self._argument(arg) for arg in node.args])
        return self.invoke(function, args, {n: self._argument(arg) for n, arg in node.named} if node.named else None)

    def _define(self, node: tree.Define) -> Function:
        around = self.scopes
        return Function(
            node.parameters, lambda work, bound: work.within([*around, bound], lambda: work.value(node.body))
        )

    def _operation(self, node: tree.Operation) -> Any:
        left = self.value(node.left)
        if node.sign in ("and", "or"):
            decides = node.sign == "or"
            if left is decides:
                return decides
            right = self.value(node.right)
            if right is decides:
                return decides
            return (not decides) if left is (not decides) and right is (not decides) else None
        right = self.value(node.right)
        if node.sign in compare.COMPARED:
            lenient = not (is_text(node.left) or is_text(node.right))
            return compare.compare(node.sign, left, right, self.budget, lenient)
        found = arithmetic.reckon(node.sign, left, right, self.budget)
        if found is None and (isinstance(left, str) or isinstance(right, str)):
            return arithmetic.reckon(
                node.sign, as_temporal(node.left, left), as_temporal(node.right, right), self.budget
            )
        return found

    def _between(self, node: tree.Between) -> bool | None:
        found, low, high = self.value(node.value), self.value(node.low), self.value(node.high)
        return compare.between(found, low, high, self.budget, not is_text(node.value))

    def _in(self, node: tree.In) -> bool | None:
        return passes(self, node.tests, self.value(node.value), not is_text(node.value))

    def _if(self, node: tree.If) -> Any:
        return self.value(node.yes if self.value(node.condition) is True else node.no)

    def _list(self, node: tree.Items) -> list[Any]:
        return [self.value(item) for item in node.items]

    def _context(self, node: tree.Entries) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        for name, entry in node.entries:
            if name in found:
                return None
            found[name] = self.value_on(found, entry)
        return found

    def _interval(self, node: tree.Interval) -> Range:
        return Range(self.value(node.low), self.value(node.high), node.low_in, node.high_in)

    def _instance(self, node: tree.InstanceOf) -> bool:
        found = self.value(node.value)
        if found is None:
            return node.type.kind == "null"
        return types.conforms(found, node.type, self, allowed=False)

    _ways: ClassVar[dict[type, Callable[..., Any]]] = {
        tree.Literal: lambda self, node: node.value, tree.Name: _name, tree.Path: _path, tree.Filter: filtered,
        tree.Call: _call, tree.Invoke: _invoke, tree.Define: _define, tree.Operation: _operation,
        tree.Negative: lambda self, node: arithmetic.negative(self.value(node.value)), tree.Between: _between,
        tree.In: _in, tree.If: _if, tree.Each: loops.each, tree.Items: _list, tree.Entries: _context,
        tree.Interval: _interval, tree.InstanceOf: _instance,
    }  # fmt: skip
