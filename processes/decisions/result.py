"""What a decision gives on data, or in words why nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What a decision gave: its value, one row of outputs for each rule that counts, and the rules that held."""

    value: Any
    rows: tuple[dict[str, Any], ...] = ()
    hits: tuple[int, ...] = ()
    asked: tuple[Any, ...] = ()
    before: dict[str, DecisionResult] = field(default_factory=dict)


class CannotDecide(Exception):
    """A decision has no answer; the words are a sentence."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
