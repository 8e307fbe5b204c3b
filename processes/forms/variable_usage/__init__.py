"""Which variables expressions and scripts read and set, and what kind of value each must be."""

from __future__ import annotations

from processes.forms.variable_usage.analysis import is_path, made_by, place_in, sets, uses
from processes.forms.variable_usage.use import Use

__all__ = ["Use", "is_path", "made_by", "place_in", "sets", "uses"]
