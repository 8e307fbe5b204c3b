"""Count what a piece of code asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from app.kernel.db.database import Database


@dataclass
class Counted:
    """The statements that ran, in order, and how many transactions were committed."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(f"{n}. {' '.join(text.split())[:200]}" for n, text in enumerate(self.statements, 1))


@contextmanager
def count_statements(database: Database) -> Iterator[Counted]:
    """Count SQL statements (not BEGIN) and commits of all sessions of this database until the block ends."""
    counted = Counted()

    def ran(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            counted.statements.append(statement)

    def committed(connection: Any) -> None:
        counted.commits += 1

    event.listen(database.engine, "before_cursor_execute", ran)
    event.listen(database.engine, "commit", committed)
    try:
        yield counted
    finally:
        event.remove(database.engine, "before_cursor_execute", ran)
        event.remove(database.engine, "commit", committed)
