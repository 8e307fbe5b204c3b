"""What a built-in function takes: parameters by place or by name, and the conversions that FEEL makes for them.

DMN 1.5, 10.3.2.9.4 (a list of one item stands for the item, an item for a list of it) and 10.3.4 (the parameters).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from processes.expressions.feel.budget import Budget
from processes.expressions.feel.temporal.calendar import Date, Days, Moment, Months, Time
from processes.expressions.feel.values import Function, Range, value

KINDS: dict[str, tuple[type, ...]] = {
    "s": (str,), "n": (Decimal,), "b": (bool,), "l": (list,), "c": (Mapping,), "d": (Date,), "t": (Time,),
    "m": (Moment,), "D": (Days,), "Y": (Months,), "r": (Range,), "f": (Function,), "a": (object,),
    "p": (Decimal, str, Date, Time, Moment, Days, Months),
}  # fmt: skip


class Unfit(Exception):
    """The arguments are not what the function takes."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, what kinds of values it takes, and whether it may be left out or null."""

    name: str
    kinds: tuple[type, ...]
    listed: bool = False
    optional: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a function; `many` takes what follows one after the other as one list."""

    parameters: tuple[Parameter, ...]
    work: Callable[..., Any]
    many: bool = False

    def bound(self, args: tuple[Any, ...], named: Mapping[str, Any] | None, budget: Budget) -> list[Any]:
        """The arguments in the order of the parameters; raises Unfit."""
        if named is not None:
            if not named.keys() <= {one.name for one in self.parameters}:
                raise Unfit
            args = tuple(named.get(one.name, _LEFT_OUT) for one in self.parameters)
        elif self.many:
            args = self._gathered(args)
        if len(args) > len(self.parameters):
            raise Unfit
        args += (_LEFT_OUT,) * (len(self.parameters) - len(args))
        return [_fitting(one, arg, budget) for one, arg in zip(self.parameters, args, strict=True)]

    def _gathered(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        before = len(self.parameters) - 1
        rest = args[before:]
        if len(args) < before or (not before and not rest):
            raise Unfit
        one_list = not before and self.parameters[0].name != "lists"
        alone = one_list and len(rest) == 1 and (isinstance(rest[0], list) or rest[0] is None)
        return (*args[:before], rest[0] if alone else list(rest))


class _LeftOut:
    """What was not given."""


_LEFT_OUT = _LeftOut()


def _fitting(parameter: Parameter, found: Any, budget: Budget) -> Any:
    if found is _LEFT_OUT:
        if parameter.optional:
            return None
        raise Unfit
    if found is None:
        if parameter.nullable:
            return None
        raise Unfit
    if parameter.listed:
        items = found if isinstance(found, list) else [found]
        budget.items(len(items))
        return [value(item) for item in items]
    if isinstance(found, parameter.kinds):
        if isinstance(found, str):
            budget.spend(len(found) // 100)
        return found
    if isinstance(found, list) and len(found) == 1 and found[0] is not None:
        inner = value(found[0])
        if isinstance(inner, parameter.kinds):
            return inner
    raise Unfit


def taking(signature: str, work: Callable[..., Any], many: bool = False) -> Overload:
    """An overload of parameters written `name:kinds`: with `?` one may be left out, with `*` it may be null."""
    return Overload(tuple(_parameter(said) for said in signature.split()), work, many)


def _parameter(said: str) -> Parameter:
    name, _, kinds = said.partition(":")
    letters = kinds.rstrip("?*")
    classes = tuple(one for letter in letters for one in KINDS[letter])
    return Parameter(name.replace("_", " "), classes, letters == "l", "?" in kinds, "*" in kinds)


Table = dict[str, tuple[Overload, ...]]


def table(
    entries: Iterable[tuple[str, Callable[..., Any], str]], many: Iterable[tuple[str, Callable[..., Any], str]] = ()
) -> Table:
    """Functions by name, of rows with a name, what works it out and its parameters; those of one name in order."""
    found: Table = {}
    for name, work, signature in entries:
        found[name] = (*found.get(name, ()), taking(signature, work))
    for name, work, signature in many:
        found[name] = (*found.get(name, ()), taking(signature, work, True))
    return found
