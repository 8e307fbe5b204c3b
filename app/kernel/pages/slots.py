"""Places in pages that other features fill: the lower feature declares a slot, upper ones fill it.

    @slot("step.panel", Markup)                                   # in the `slots` of whose page it is
    def step_panel(session: Session, actor: Actor, *, process: Process, step_id: str) -> None:
        \"\"\"Beside a step: what is known of it.\"\"\"

    @step_panel.filled_by(order=10)                               # in the `contributions` of another feature
    def measures(session: Session, actor: Actor, *, process: Process, **_: Any) -> Markup | None: ...

What a slot is told and what it is answered are types: a contribution that asks for more does not pass mypy, a template
that names something else does not pass the slot.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from markupsafe import Markup

P = ParamSpec("P")
T = TypeVar("T")
_known: dict[str, Slot[Any, Any]] = {}


class Slot(Generic[P, T]):
    """A place with a name; `takes` are the words it is told by, beside who asks in which session."""

    def __init__(self, name: str, declared: Callable[P, None]) -> None:
        self.name, self.about = name, inspect.getdoc(declared) or ""
        named = inspect.signature(declared).parameters.values()
        self.takes = frozenset(one.name for one in named if one.kind is one.KEYWORD_ONLY)
        self._filled: list[tuple[int, str, Callable[P, T | None]]] = []

    def filled_by(self, order: int = 50) -> Callable[[Callable[P, T | None]], Callable[P, T | None]]:
        """Fill the slot: the function gives what stands there, or None for nothing; lower orders come first."""

        def register(give: Callable[P, T | None]) -> Callable[P, T | None]:
            name = f"{give.__module__}.{give.__qualname__}"
            if all(name != known for _order, known, _give in self._filled):
                self._filled.append((order, name, give))
                self._filled.sort(key=lambda entry: entry[:2])
            return give

        return register

    def answers(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        """Give what the contributors answer, in order, without empty answers."""
        found = (give(*args, **kwargs) for _order, _name, give in self._filled)
        return [answer for answer in found if answer is not None and answer != ""]

    def html(self: Slot[P, Markup], *args: P.args, **kwargs: P.kwargs) -> Markup:
        """Give the HTML of a slot whose answers are that."""
        return Markup("").join(self.answers(*args, **kwargs))


def slot(name: str, gives: type[T]) -> Callable[[Callable[P, None]], Slot[P, T]]:
    """Declare a slot by a function that has its parameters and says what it is for; `gives` is what it is answered."""

    def declare(declared: Callable[P, None]) -> Slot[P, T]:
        made: Slot[P, T] = Slot(name, declared)
        _known[name] = made
        return made

    return declare


def named(name: str, given: dict[str, Any]) -> Slot[Any, Any]:
    """Give the slot that a template names; raises LookupError or TypeError where it is not declared like that."""
    found = _known[name]
    if given.keys() != found.takes:
        raise TypeError(f"Expected {sorted(found.takes)} for the slot {name}, but got {sorted(given)}.")
    return found


def all_slots() -> dict[str, Slot[Any, Any]]:
    """Give the slots that are declared, by name."""
    return dict(_known)
