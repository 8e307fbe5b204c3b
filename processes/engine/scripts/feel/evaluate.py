"""Work a FEEL tree out on data: plain values in, a plain value out, so many steps and no more.

What is not there is null, and null spreads: an unknown name, a field of null, a comparison of different kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException, InvalidOperation
from itertools import product
from typing import Any, ClassVar

from processes.engine.scripts.feel import arithmetic, functions, tree, values
from processes.engine.scripts.feel.values import Range

MOST_STEPS = 200_000
MOST_ITEMS = 20_000
HEAVIEST = 1_000_000
KINDS: dict[str, tuple[type, ...]] = {
    "number": (Decimal,), "string": (str,), "boolean": (bool,), "date": (date,), "time": (time,),
    "date and time": (datetime,), "list": (list,), "context": (dict,), "days and time duration": (timedelta,),
    "years and months duration": (values.Months,),
}  # fmt: skip


class TooMuch(Exception):
    """An expression takes more steps than one may."""


class Evaluation:
    """Works out expressions on one set of data."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._scopes: list[Mapping[str, Any]] = [data]
        self._steps = 0
        self._weight = 0

    def value(self, node: tree.Node) -> Any:
        """The value of a tree."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooMuch
        found = self._ways[type(node)](self, node)
        if isinstance(found, list) and len(found) > MOST_ITEMS:
            raise TooMuch
        return found

    def result(self, node: tree.Node) -> Any:
        """The value of a tree as process data holds it."""
        return values.plain(self._weighed(self.value(node)))

    def value_on(self, facts: Mapping[str, Any], node: tree.Node) -> Any:
        """The value of a tree on these facts, within the bounds of the whole."""
        return self._with(facts, node)

    def result_on(self, facts: Mapping[str, Any], node: tree.Node) -> Any:
        """As `value_on`, as process data holds it."""
        return values.plain(self._weighed(self._with(facts, node)))

    def holds_on(self, facts: Mapping[str, Any], tests: tree.Tests, asked: Any) -> bool:
        """Whether a value passes unary tests that may read these facts."""
        self._scopes.append(facts)
        try:
            return self.holds(tests, asked)
        finally:
            self._scopes.pop()

    def _weighed(self, found: Any) -> Any:
        """Count all that a value holds, so that nothing small that unfolds to something endless is looked through."""
        todo = [found]
        while todo:
            one = todo.pop()
            if isinstance(one, list | Mapping):
                self._weight += len(one) + 1
                if self._weight > HEAVIEST:
                    raise TooMuch
                todo.extend(one.values() if isinstance(one, Mapping) else one)
        return found

    def holds(self, tests: tree.Tests, asked: Any) -> bool:
        """Whether a value passes unary tests."""
        if tests.anything:
            return True
        found = any(self._passes(test, asked) for test in tests.tests)
        return found != tests.negated

    def _passes(self, test: tree.Test, asked: Any) -> bool:
        inner = self._weighed(self._with({"?": asked}, test.value))
        if test.asks:
            return inner is True
        if test.sign:
            return arithmetic.compare(test.sign, asked, inner) is True
        if isinstance(inner, Range):
            return values.within(asked, inner) is True
        if isinstance(inner, list) and not isinstance(asked, list):
            return any(values.same(asked, item) or _in_range(asked, item) for item in inner)
        return values.same(asked, inner) is True

    def _with(self, names: Mapping[str, Any], node: tree.Node) -> Any:
        self._scopes.append(names)
        try:
            return self.value(node)
        finally:
            self._scopes.pop()

    def _name(self, node: tree.Name) -> Any:
        for scope in reversed(self._scopes):
            if node.name in scope:
                return values.value(scope[node.name])
        return None

    def _path(self, node: tree.Path) -> Any:
        of = self.value(node.of)
        if isinstance(of, list):
            return [self._field(item, node.name) for item in self._spent(of)]
        return self._field(of, node.name)

    def _field(self, of: Any, name: str) -> Any:
        if isinstance(of, Mapping):
            return values.value(of.get(name))
        return arithmetic.part(of, name)

    def _filter(self, node: tree.Filter) -> Any:
        of = self.value(node.of)
        if isinstance(of, Mapping) and isinstance(node.by, tree.Literal) and isinstance(node.by.value, str):
            return values.value(of.get(node.by.value))
        if of is None:
            return None
        items = of if isinstance(of, list) else [of]
        if isinstance(node.by, tree.Literal | tree.Negative | tree.Name):
            place = self.value(node.by)
            if isinstance(place, Decimal):
                at = functions._place(items, place)
                return None if at is None else values.value(items[at])
        return [item for item in self._spent(items) if self._chosen(node.by, item)]

    def _chosen(self, by: tree.Node, item: Any) -> bool:
        names = dict(item) if isinstance(item, Mapping) else {}
        return self._with({**names, "item": item}, by) is True

    def _spent(self, items: list[Any]) -> list[Any]:
        self._steps += len(items)
        return items

    def _call(self, node: tree.Call) -> Any:
        args = [self.value(arg) for arg in node.args]
        if node.named:
            given = {name: self.value(arg) for name, arg in node.named}
            order = functions.PARAMETERS.get(node.name, tuple(given))
            args = [given[name] for name in order if name in given]
        for arg in args:
            self._weighed(arg)
            self._steps += len(arg) // 100 if isinstance(arg, str) else 0
        return functions.call(node.name, tuple(args))

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
        if node.sign in arithmetic.COMPARED:
            return arithmetic.compare(node.sign, self._weighed(left), self._weighed(right))
        try:
            return arithmetic.reckon(node.sign, left, right)
        except (DecimalException, InvalidOperation, OverflowError, ValueError, TypeError):
            return None

    def _negative(self, node: tree.Negative) -> Any:
        found = self.value(node.value)
        return -found if isinstance(found, Decimal | timedelta) else None

    def _between(self, node: tree.Between) -> Any:
        return values.within(self.value(node.value), Range(self.value(node.low), self.value(node.high)))

    def _in(self, node: tree.In) -> Any:
        asked = self.value(node.value)
        return self.holds(node.tests, asked)

    def _if(self, node: tree.If) -> Any:
        return self.value(node.yes if self.value(node.condition) is True else node.no)

    def _each(self, node: tree.Each) -> Any:
        rounds = self._rounds(node)
        if node.kind == "for":
            return [self._with(names, node.body) for names in rounds]
        decides = node.kind == "some"
        found = [self._with(names, node.body) for names in rounds]
        if any(one is decides for one in found):
            return decides
        return (not decides) if all(one is (not decides) for one in found) else None

    def _rounds(self, node: tree.Each) -> Iterator[dict[str, Any]]:
        names = [name for name, _ in node.names]
        sources = [self._items(source) for _, source in node.names]
        for picked in product(*sources):
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise TooMuch
            yield dict(zip(names, picked, strict=True))

    def _items(self, node: tree.Node) -> list[Any]:
        found = self.value(node)
        if isinstance(found, Range) and isinstance(found.low, Decimal) and isinstance(found.high, Decimal):
            low, high = int(found.low), int(found.high)
            if abs(high - low) > MOST_ITEMS:
                raise TooMuch
            return [Decimal(n) for n in range(low, high + 1)] or [Decimal(n) for n in range(low, high - 1, -1)]
        return found if isinstance(found, list) else [] if found is None else [found]

    def _list(self, node: tree.Items) -> list[Any]:
        return [self.value(item) for item in node.items]

    def _context(self, node: tree.Entries) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, entry in node.entries:
            found[name] = self._with(dict(found), entry)
        return found

    def _interval(self, node: tree.Interval) -> Range:
        return Range(self.value(node.low), self.value(node.high), node.low_in, node.high_in)

    def _instance(self, node: tree.InstanceOf) -> bool:
        found = self.value(node.value)
        wanted = KINDS.get(node.type, ())
        exact = not (isinstance(found, datetime) and node.type == "date")
        return isinstance(found, wanted) and exact

    _ways: ClassVar[dict[type, Callable[..., Any]]] = {
        tree.Literal: lambda self, node: node.value, tree.Name: _name, tree.Path: _path, tree.Filter: _filter,
        tree.Call: _call, tree.Operation: _operation, tree.Negative: _negative, tree.Between: _between, tree.In: _in,
        tree.If: _if, tree.Each: _each, tree.Items: _list, tree.Entries: _context, tree.Interval: _interval,
        tree.InstanceOf: _instance,
    }  # fmt: skip


def _in_range(asked: Any, item: Any) -> bool:
    return isinstance(item, Range) and values.within(asked, item) is True
