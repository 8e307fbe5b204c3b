"""Reads of processes that do the same work."""

from app.practices.queries.family import MOST_VARIANTS, Family, family, family_ids, processes_by_keys
from app.practices.queries.ledger import Adoption, Origin, adoptions, first_of, offered_to, origin_of
from app.practices.queries.matrix import ABSENT, CHANGED, SAME, Row, matrix, speak_alike
from app.practices.queries.practices import Practice, practices
from app.practices.queries.worth import Entered, Worth, standing, superseded, totals, worth

__all__ = [
    "ABSENT",
    "CHANGED",
    "MOST_VARIANTS",
    "SAME",
    "Adoption",
    "Entered",
    "Family",
    "Origin",
    "Practice",
    "Row",
    "Worth",
    "adoptions",
    "family",
    "family_ids",
    "first_of",
    "matrix",
    "offered_to",
    "origin_of",
    "practices",
    "processes_by_keys",
    "speak_alike",
    "standing",
    "superseded",
    "totals",
    "worth",
]  # fmt: skip
