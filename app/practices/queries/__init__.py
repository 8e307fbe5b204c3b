"""Reads of processes that do the same work."""

from app.practices.queries.family import MOST_VARIANTS, Family, family
from app.practices.queries.matrix import ABSENT, CHANGED, SAME, Row, matrix

__all__ = ["ABSENT", "CHANGED", "MOST_VARIANTS", "SAME", "Family", "Row", "family", "matrix"]
