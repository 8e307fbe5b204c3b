"""What the parts of an evaluation ask of the whole: values of trees, within one budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from processes.expressions.feel.budget import Budget
from processes.expressions.feel.syntax import tree


class Evaluating(Protocol):
    """An evaluation under way, as filters, loops, types and unary tests see it."""

    budget: Budget
    types: Mapping[str, tree.Type]

    def value(self, node: tree.Node) -> Any:
        """The value of a tree."""

    def value_on(self, facts: Mapping[str, Any], node: tree.Node) -> Any:
        """The value of a tree with these names known beside those around."""

    def holds(self, tests: tree.Tests, asked: Any) -> bool:
        """Whether a value passes unary tests."""
