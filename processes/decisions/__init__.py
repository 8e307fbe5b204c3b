"""Decision tables: read from DMN files beside a model, kept with its version, worked out on the data of a case."""

from __future__ import annotations

from processes.decisions.desk import Desk
from processes.decisions.differ import differences
from processes.decisions.embed import closure, firsts, packed, taking_first, unpacked
from processes.decisions.needs import fields, reads
from processes.decisions.read import decisions_in, models_in, read
from processes.decisions.solve import Solver
from processes.decisions.values import POLICIES, SINGLE, CannotDecide, Decision, Given

__all__ = [
    "POLICIES", "SINGLE", "CannotDecide", "Decision", "Desk", "Given", "Solver", "closure", "decisions_in",
    "differences", "fields", "firsts", "models_in", "packed", "read", "reads", "taking_first", "unpacked",
]  # fmt: skip
