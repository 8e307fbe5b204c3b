"""Lists in groups: what a part of a list is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A part of a list: what it is called, of what it is a part, how many are in it, what narrows the list to it."""

    key: str
    title: str
    count: int
    narrow: Mapping[str, str]
    of: str = ""
