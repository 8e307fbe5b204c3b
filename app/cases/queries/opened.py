"""The open tasks of an instance that this unit of work has itself just opened: there is nothing to read again."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.db.unit_session import UnitKey, unit_of

_OPEN_NOW: UnitKey[dict[str, Sequence[dict[str, Any]]]] = UnitKey(dict)


def note_open(session: Session, instance_id: str, rows: Sequence[dict[str, Any]] | None) -> None:
    """Keep the rows that are all an instance has open after its result; None where it has others, too."""
    known = unit_of(session).kept(_OPEN_NOW)
    if rows is None:
        known.pop(instance_id, None)
    else:
        known[instance_id] = rows


def noted_open(session: Session, instance_id: str) -> list[Any] | None:
    """Give what a result of this unit of work left open, in the order of lists; None where that is to be read."""
    rows = unit_of(session).kept(_OPEN_NOW).get(instance_id)
    if rows is None:
        return None
    return [SimpleNamespace(delegated_by=None, **row) for row in sorted(rows, key=lambda row: row["id"])]
