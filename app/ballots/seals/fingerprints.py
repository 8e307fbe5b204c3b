"""What fixes a vote and an electorate, so that a later change of the rows shows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import orjson

CHOICE, SELECTION = 1, 2
NEWEST = SELECTION
_MARK = "stepwell vote 2"


def roll_hash(roll: Collection[str]) -> str:
    """Give the fingerprint of an electorate, the same whatever the order."""
    return hashlib.sha256("\n".join(sorted(roll)).encode()).hexdigest()


def canonical(selection: Mapping[str, Any]) -> str:
    """Give the one text of a selection: JSON without spaces, names in order; it is stored and sealed so."""
    return orjson.dumps(selection, option=orjson.OPT_SORT_KEYS).decode()


def seal(ballot_id: str, person_id: str, selection: str, at: datetime, salt: str, version: int = NEWEST) -> str:
    """Give the receipt of a vote: the ledger holds it, and only the selection's text and salt together open it.

    Version 1 is that of releases which knew one choice of yes, no and abstain; their receipts stay what they are.
    """
    if version == CHOICE:
        said = "\n".join((ballot_id, person_id, _choice(selection), at.isoformat(), salt))
    else:
        said = "\n".join((_MARK, ballot_id, person_id, selection, at.isoformat(), salt))
    return hashlib.sha256(said.encode()).hexdigest()


def _choice(selection: str) -> str:
    """Give the choice that a selection of the first form stands for; what is none of them was never sealed."""
    try:
        choice = orjson.loads(selection)["choice"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
    return choice if isinstance(choice, str) and canonical({"choice": choice}) == selection else ""
