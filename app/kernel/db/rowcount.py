"""How much a statement changed: SQLAlchemy types what a session gives without the cursor that knows it."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Result


def rows_changed(done: Result[*tuple[Any, ...]]) -> int:
    """Give how many rows an update, insert or deletion touched."""
    return cast(CursorResult[Any], done).rowcount
