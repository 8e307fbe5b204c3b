"""What decorators say of views: typed, and found through whatever wraps a view afterwards."""

from __future__ import annotations

from collections.abc import Callable
from inspect import unwrap
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., Any])


class Mark(Generic[T]):
    """One thing that can be said of a view."""

    def __init__(self) -> None:
        self._said: WeakKeyDictionary[Callable[..., Any], T] = WeakKeyDictionary()
        # By the view that is called: to look through what wraps it each time would cost every request.
        self._found: WeakKeyDictionary[Callable[..., Any], T | None] = WeakKeyDictionary()

    def put(self, view: V, said: T) -> V:
        """Say it of a view, and give that back."""
        self._said[unwrap(view)] = said
        self._found.clear()
        return view

    def of(self, view: Callable[..., Any] | None) -> T | None:
        """Give what was said of a view, None where nothing was."""
        if view is None:
            return None
        try:
            return self._found[view]
        except KeyError:
            found = self._found[view] = self._said.get(unwrap(view))
            return found
