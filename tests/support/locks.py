"""Whether anything is held that others could wait for."""

from __future__ import annotations

from app.kernel.db.database import Database


def nothing_is_held(database: Database) -> bool:
    """Whether nobody in this process has a transaction open, or SQLite's only place to write."""
    pool = database.engine.pool
    return not database.write_lock.locked() and pool.checkedout() == 0  # type: ignore[attr-defined]
