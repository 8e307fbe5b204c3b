"""Decision tables: read from DMN files beside a model, kept with its version, worked out on the data of a case."""

from __future__ import annotations

from processes.decisions.bundle import closure, firsts, packed, taking_first, unpacked
from processes.decisions.diff import differences
from processes.decisions.dmn.parse import decisions_in, models_in, read
from processes.decisions.dmn_files import DmnFiles
from processes.decisions.evaluation.evaluator import Evaluator
from processes.decisions.inputs import expressions_read, input_fields
from processes.decisions.model import POLICIES, SINGLE, Decision
from processes.decisions.result import CannotDecide, DecisionResult

__all__ = [
    "POLICIES",
    "SINGLE",
    "CannotDecide",
    "Decision",
    "DecisionResult",
    "DmnFiles",
    "Evaluator",
    "closure",
    "decisions_in",
    "differences",
    "expressions_read",
    "firsts",
    "input_fields",
    "models_in",
    "packed",
    "read",
    "taking_first",
    "unpacked",
]  # fmt: skip
