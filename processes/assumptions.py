"""What an import says of a model that it did not take as it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something the import assumed to make a model runnable; `element` is the id it is about."""

    code: str
    element: str
    text: str
