"""FEEL, the expression language of DMN: parsed and worked out by us; nothing is ever carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.expressions.feel.budget import TooMuch
from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.evaluation.evaluate import Evaluation
from processes.expressions.feel.python import as_python, in_words, variables_in
from processes.expressions.feel.syntax.parser import parse, parse_tests
from processes.expressions.feel.syntax.tree import Name, Node, Tests, asks_time
from processes.expressions.feel.temporal.calendar import Moment

__all__ = [
    "Evaluation",
    "FeelError",
    "Name",
    "Node",
    "Tests",
    "TooMuch",
    "as_python",
    "asks_time",
    "evaluate",
    "in_words",
    "parse",
    "parse_tests",
    "variables_in",
]  # fmt: skip


def evaluate(text: str, data: Mapping[str, Any], now: Moment | None = None) -> Any:
    """The value of a FEEL text on process data, as process data; raises FeelError or TooMuch."""
    return Evaluation(data, now=now).result(parse(text))
