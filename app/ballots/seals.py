"""What fixes a vote and an electorate, so that a later change of the rows shows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime


def roll_hash(roll: Collection[str]) -> str:
    """Give the fingerprint of an electorate, the same whatever the order."""
    return hashlib.sha256("\n".join(sorted(roll)).encode()).hexdigest()


def seal(ballot_id: str, person_id: str, choice: str, at: datetime, salt: str) -> str:
    """Give the receipt of a vote: the ledger holds it, and only vote and salt together open it."""
    said = "\n".join((ballot_id, person_id, choice, at.isoformat(), salt))
    return hashlib.sha256(said.encode()).hexdigest()
